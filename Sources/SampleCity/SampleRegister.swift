internal import Wording
import Monitoring
import RandomDraws

/// Writes what the samplers and the laboratory note down: register, flow sheets, injection sequences.
struct SampleRegister {
    let settings: SampleCitySettings
    let model: SewageModel
    let events: CityEvents

    /// Points whose flow stands in the plant's own sheet and not in the register.
    private func hasFlowSheet(_ point: Int) -> Bool { model.points.points[point].kind == .plant }

    private func isSampled(_ point: Int, _ period: Int) -> Bool { !(period == CityEvents.rainPeriod && events.unsampled.contains(point)) }

    /// `samples/<period>.csv`.
    func samples(_ campaign: SamplingCalendar.Campaign) -> [UInt8] {
        var text = TextBytes(reserving: model.points.points.count * 7 * 150)
        text.line(
            "sample_id,site_code,window_start,window_end,composite,sampler_interval_min,flow_m3_per_d,nh4n_mg_per_l,water_temperature_c,ph,sampler_code,second_sampler_code,seal_no,acidified,storage_temperature_c,received_at,reserve_ml"
        )
        let period = campaign.period.index
        for (index, point) in model.points.points.enumerated() where isSampled(index, period) {
            for day in model.calendar.days(ofPeriod: period) {
                let date = model.calendar.date(ofDay: day)
                var draws = RandomStream(seed: settings.seed, "register", point.code.rawValue, String(day))
                let temperature = campaign.waterTemperature + 0.5 * draws.normal()
                let ph = 7.3 + 0.12 * draws.normal()
                let team = 1 + point.district * 2 + draws.integer(below: 2) * 2
                text.row([
                    LaboratoryBatches.sample(point, day, model.calendar).rawValue, point.code.rawValue, "\(date)T08:00", "\(date + 1)T08:00", "flow",
                    point.kind == .plant ? "5" : "6", hasFlowSheet(index) ? "" : model.meteredFlow(index, day).places(0),
                    model.ammonium(index, day).places(1), temperature.places(1), ph.places(2), "C\(padded(team, 2))", "C\(padded(team + 1, 2))",
                    "YX\(padded(campaign.period.year % 100, 2))\(padded(day, 2))\(padded(index + 1, 4))", "yes", "-20", "\(date + 1)T\(padded(10 + index % 5, 2)):\(padded(7 * index % 60, 2))",
                    "300",
                ])
            }
        }
        return text.bytes
    }

    /// `flows/<period>.csv`: the plants' own sheets, in ten thousand m3/d.
    func flows(_ campaign: SamplingCalendar.Campaign) -> [UInt8] {
        var text = TextBytes()
        text.line("site_code,date,flow(万m3/d),meter")
        for (index, point) in model.points.points.enumerated() where hasFlowSheet(index) && isSampled(index, campaign.period.index) {
            for day in model.calendar.days(ofPeriod: campaign.period.index) {
                text.row([
                    point.code.rawValue, model.calendar.date(ofDay: day).description, (model.meteredFlow(index, day) / 10_000).places(4),
                    "FT-\(point.code)-1",
                ])
            }
        }
        return text.bytes
    }

    /// `injections/<period>.csv`: the sequences of the period's batches, for each name under which a batch was delivered.
    func injections(_ period: Period, _ deliveries: [(stem: String, batch: CityBatch)]) -> [UInt8] {
        var text = TextBytes(reserving: deliveries.count * 3500)
        text.line("file_or_batch,injection_name,sample_id,sample_type,method_id,dilution,dilution_applied,replicate")
        for delivery in deliveries where delivery.batch.period == period {
            let isApplied = delivery.batch.export == .agilent
            for injection in delivery.batch.injections {
                text.row([
                    delivery.stem, injection.name, injection.sample?.rawValue ?? "", injection.kind.rawValue, delivery.batch.method,
                    injection.dilution.significant(3), isApplied ? "yes" : "no", injection.kind == .duplicate ? "2" : "1",
                ])
            }
        }
        return text.bytes
    }
}
