import Spreadsheets
import Testing

@Suite struct NumberFormatTests {
    private func shown(_ value: Double, _ code: String, from1904: Bool = false) -> String {
        NumberFormat(id: 164, code: code).content(of: value, isFrom1904: from1904).text(decimalComma: false)
    }

    private func shown(_ value: Double, builtIn id: Int) -> String { NumberFormat(id: id, code: nil).content(of: value, isFrom1904: false).text(decimalComma: false) }

    @Test(arguments: [
        (0.1, "0.1"), (0.1 + 0.2, "0.30000000000000004"), (1240, "1240"), (0, "0"), (-2.5, "-2.5"), (1e-5, "0.00001"), (1.25e-7, "0.000000125"),
        (1e-12, "1e-12"), (20_250_101_001, "20250101001"), (1e21, "1e+21"), (-0.0, "0"),
    ]) func `A figure is written with the fewest digits that give it back`(value: Double, text: String) {
        #expect(NumberFormat(id: 0, code: nil).content(of: value, isFrom1904: false) == .number(CellNumber(digits: text)))
        #expect(Double(text) == value)
    }

    @Test func `Days are counted as Excel counts them, with the day in 1900 that never was`() {
        #expect(shown(1, builtIn: 14) == "1900-01-01")
        #expect(shown(59, builtIn: 14) == "1900-02-28")
        #expect(shown(60, builtIn: 14) == "1900-02-29")
        #expect(shown(61, builtIn: 14) == "1900-03-01")
        #expect(shown(45_677, builtIn: 14) == "2025-01-20")
        #expect(shown(2_958_465, builtIn: 14) == "9999-12-31")
        #expect(shown(2_958_466, builtIn: 14) == "#####")
        #expect(shown(-1, builtIn: 14) == "#####")
        #expect(shown(0, "yyyy-mm-dd", from1904: true) == "1904-01-01")
        #expect(shown(44_215, "yyyy-mm-dd", from1904: true) == "2025-01-20")
        #expect(shown(36_585, builtIn: 14) == "2000-02-29")
        #expect(shown(73_110, builtIn: 14) == "2100-03-01")
    }

    @Test func `A time is rounded to its second and never shows sixty`() {
        #expect(shown(45_677.708391203705, builtIn: 22) == "2025-01-20 17:00:05")
        #expect(shown(45_677.99999999, builtIn: 22) == "2025-01-21 00:00:00")
        #expect(shown(0.999999, builtIn: 21) == "00:00:00" || shown(0.999999, builtIn: 21) == "24:00:00")
        #expect(shown(0.5, builtIn: 20) == "12:00:00")
        #expect(shown(1.125, builtIn: 46) == "27:00:00")
        #expect(shown(45_677.5, builtIn: 21) == "12:00:00")
        #expect(shown(45_677.5, builtIn: 14) == "2025-01-20 12:00:00")
    }

    @Test(arguments: [
        "yyyy-mm-dd", "d/m/yy", "dd.mm.yyyy;@", "[$-409]d-mmm-yy;@", "yyyy\"年\"m\"月\"d\"日\"", "yyyy年m月d日", "mmm-yy", "\\d d", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
    ]) func `A code with days, months or years is a date`(code: String) {
        #expect(shown(45_677, code) == "2025-01-20", "\(code)")
    }

    @Test(arguments: ["hh:mm", "h:mm:ss AM/PM", "[h]:mm:ss", "mm:ss.0", "上午/下午h\"时\"mm\"分\"", "[mm]:ss"]) func `A code with hours or seconds is a time`(code: String) {
        #expect(shown(0.5, code) == "12:00:00", "\(code)")
    }

    @Test(arguments: [
        "0.00", "#,##0.00", "General", "0.00E+00", "[Red]0.0;[Blue]-0.0", "_(* #,##0.00_);_(* \\(#,##0.00\\);_(* \"-\"??_);_(@_)", "@", "# ?/?", "[>=100]0;0.00", "0_ ", "??0.0#",
    ]) func `Codes of figures change nothing of the figure`(code: String) {
        #expect(shown(12.5, code) == "12.5", "\(code)")
    }

    @Test func `Negative figures keep one sign`() {
        #expect(shown(-12.5, "0.0;-0.0") == "-12.5")
        #expect(shown(-12.5, "0.0;(0.0)") == "-12.5")
        #expect(shown(-12.5, "0.0") == "-12.5")
    }

    @Test func `A percentage is what a person sees`() {
        #expect(shown(0.953, "0%") == "95.3%")
        #expect(shown(0.95, builtIn: 9) == "95%")
        #expect(shown(1.2, builtIn: 10) == "120%")
        #expect(shown(0.0004, builtIn: 10) == "0.04%")
        #expect(shown(-0.5, builtIn: 9) == "-50%")
    }

    @Test func `Words that a code shows around or instead of the figure are kept`() {
        #expect(shown(0.5, "\"<\"0.0") == "<0.5")
        #expect(shown(1.5, "0.00\" ng/L\"") == "1.5 ng/L")
        #expect(shown(1.5, "0.00 mg/L") == "1.5 mg/L")
        #expect(shown(0.3, "[<0.5]\"ND\";0.00") == "ND")
        #expect(shown(0.6, "[<0.5]\"ND\";0.00") == "0.6")
        #expect(shown(0, "0.0;-0.0;\"未检出\"") == "未检出")
        #expect(shown(0, "0.0;-0.0;;@") == "0")
        #expect(shown(7, ";;;") == "7")
        #expect(NumberFormat(id: 1, code: "[<1]\"<1\";0").content(of: 0.2, isFrom1904: false) == .text("<1"))
    }

    @Test func `A sample number keeps the zeros that its code writes before it`() {
        #expect(shown(123, "00000") == "00123")
        #expect(shown(123456, "00000") == "123456")
        #expect(shown(1.5, "0") == "1.5")
    }
}
