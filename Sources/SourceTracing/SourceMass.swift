internal import Monitoring
internal import RandomDraws

extension Estimate {
    /// The estimate of a figure that is one of several, by their shares; each is taken for lognormal on either side of its median.
    static func mixed(_ parts: [(estimate: Estimate, share: Double)]) -> Estimate {
        let known = parts.filter { $0.share > 0 && $0.estimate.value > 0 && $0.estimate.interval.low > 0 && $0.estimate.interval.high.isFinite }
        let total = known.reduce(0) { $0 + $1.share }
        guard total > 0 else { return Estimate(0, Interval(low: 0, high: 0)) }
        func below(_ ln: Double) -> Double {
            known.reduce(0) { sum, part in
                let middle = portableLog(part.estimate.value)
                let edge = portableLog(ln < middle ? part.estimate.interval.low : part.estimate.interval.high)
                let sd = max((edge - middle).magnitude / 1.959963984540054, 1e-9)
                return sum + part.share / total * normalCDF((ln - middle) / sd)
            }
        }
        func quantile(_ p: Double) -> Double {
            var (low, high) = (-30.0, 30.0)
            for _ in 0..<60 {
                let middle = (low + high) / 2
                if below(middle) < p { low = middle } else { high = middle }
            }
            return portableExp((low + high) / 2)
        }
        return Estimate(quantile(0.5), Interval(low: quantile(0.025), high: quantile(0.975)))
    }

    /// The same with an interval that holds a further error of the logarithm, independent of the rest: widths add in squares.
    func widened(byLogSD sd: Double) -> Estimate {
        guard value > 0, interval.low > 0, interval.high.isFinite, sd > 0 else { return self }
        let further = 1.959963984540054 * sd
        func width(_ ratio: Double) -> Double {
            let own = portableLog(max(ratio, 1))
            return portableExp((own * own + further * further).squareRoot())
        }
        return Estimate(value, Interval(low: value / width(value / interval.low), high: value * width(interval.high / value)))
    }
}
