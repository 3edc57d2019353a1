// Unsafe because C functions work on the numbers where they lie: no further than their count.
private import CCounterDraws

/// `portableExp` of each of many numbers, in place: the same bits.
///
/// - Complexity: some 30 operations for eight numbers at a time while all lie within ±708; others by the function of one number.
package func portableExp(_ numbers: inout [Double]) {
    unsafe inPlace(&numbers, { unsafe headwater_exp($0, $1, $2) }, { portableExp($0) })
}

/// `portableLog` of each of many numbers, in place: the same bits.
///
/// - Complexity: some 40 operations for eight numbers at a time while all are normal numbers above 0.
package func portableLog(_ numbers: inout [Double]) {
    unsafe inPlace(&numbers, { unsafe headwater_log($0, $1, $2) }, { portableLog($0) })
}

/// `portableErfcx` of each of many numbers, in place: the same bits.
///
/// - Complexity: some 110 operations for eight numbers at a time while all lie between 0 and 1e300.
package func portableErfcx(_ numbers: inout [Double]) {
    unsafe scaledCoefficients.withUnsafeBufferPointer { coefficients in
        guard let base = coefficients.baseAddress else { return }
        let degrees = coefficients.count
        unsafe inPlace(&numbers, { unsafe headwater_erfcx($0, $1, $2, base, degrees) }, { portableErfcx($0) })
    }
}

/// `normalQuantile` of each of many numbers, in place: the same bits.
///
/// - Complexity: some 100 operations for eight numbers at a time while all lie between 1.4e-11 and 1 - 1.4e-11.
package func normalQuantile(_ numbers: inout [Double]) {
    unsafe QuantileForms.centre.coefficients.withUnsafeBufferPointer { centre in
        unsafe QuantileForms.middle.coefficients.withUnsafeBufferPointer { middle in
            guard let centre = centre.baseAddress, let middle = middle.baseAddress else { return }
            unsafe inPlace(&numbers, { unsafe headwater_normal_quantile($0, $1, $2, centre, middle) }, { normalQuantile($0) })
        }
    }
}

/// Groups of eight by a function that stops before one for which its short path does not hold; those, and what is left, one by one.
private func inPlace(_ numbers: inout [Double], _ many: (UnsafeMutablePointer<Double>, Int, Int) -> Int, _ one: (Double) -> Double) {
    unsafe numbers.withUnsafeMutableBufferPointer { numbers in
        guard let base = numbers.baseAddress else { return }
        var place = 0
        while place < numbers.count {
            place = unsafe many(base, place, numbers.count)
            let end = min(place + 8, numbers.count)
            while place < end {
                unsafe base[place] = one(base[place])
                place += 1
            }
        }
    }
}
