import Testing
import TrialFiles

/// What broken files found in the readers, each in its smallest form; a reader that hangs meets the limit of time.
@Suite("Inputs that once trapped, hung or broke a rule", .timeLimit(.minutes(1))) struct FuzzedInputTests {
    struct Input: Sendable, CustomTestStringConvertible {
        var target: String
        var about: String
        var text: String
        var testDescription: String { "\(target): \(about)" }
    }

    private static let sciex = "Sample Name\tComponent Name\tArea\tCalculated Concentration\n"
    private static let groups = "Compound Method,,S1 Results,,,S2 Results,,\nName,Transition,RT,Area,Final Conc. (ng/mL),RT,Area,"

    static let inputs: [Input] = [
        Input(target: "dates", about: "a date with very many characters that are no letters", text: "20-Jan-25 17" + String(repeating: "\0", count: 15_000)),
        Input(target: "dates", about: "a date of very many digits", text: String(repeating: "9", count: 15_000)),
        Input(target: "sciex_long", about: "a unit looked for behind each separator of a long header", text: sciex.replacing("Area", with: String(repeating: "µ ", count: 12_000)) + "S1\tMETH\t1\t2.5\n"),
        Input(target: "masshunter_wide", about: "a long label of a group", text: "Sample,,METH\(String(repeating: "\u{FFFD} ", count: 6000))Results,\nName,Type,RT,Final Conc.\nS1,Sample,3.1,2.5\n"),
        Input(
            target: "sciex_analyst", about: "a first row that never closes its quote",
            text: "\"Sample Name\tAnalyte Peak Name\tAnalyte Concentration\n" + String(repeating: "S1\tMETH\t\"2.5\"\n", count: 900)),
        Input(target: "masshunter_compound", about: "a comma within a header", text: groups + "Final, Conc. (ng/mL)\nMETH,150.1 -> 91.1,3.1,10,2.5,3.1,11,3.5\n"),
        Input(target: "masshunter_compound", about: "white space before a unit", text: groups + "Final Conc. (\tg/mL)\nMETH,150.1 -> 91.1,3.1,10,2.5,3.1,11,3.5\n"),
        Input(target: "masshunter_wide", about: "a control character in a unit", text: "Sample,,METH Results,\nName,Type,RT,Final Conc. (ng/m\u{c}L)\nS1,Sample,3.1,2.5\nBLK,Blank,,0.012\n"),
        Input(target: "targetlynx_xml", about: "a processing instruction without data", text: "<QUANDATASET><?x?><SAMPLELISTDATA count=\"1\"><SAMPLE name=\"a\"></SAMPLE></SAMPLELISTDATA></QUANDATASET>"),
        Input(target: "targetlynx_xml", about: "an entity of entities", text: "<!DOCTYPE QUANDATASET [<!ENTITY a \"&b;&b;\"><!ENTITY b \"&a;&a;\">]><QUANDATASET><SAMPLE name=\"&a;\"/></QUANDATASET>"),
        Input(
            target: "tracefinder", about: "a row that lost a column below decimal commas",
            text: "Compound;RT;Filename;Sample Type;Area;Calculated Amt;Theoretical Amt;Final Units\nMETH;3,1;DBL;Double Blank;321;N/A;N/A;ng/mL\nMETH;3,1;CAL 1;Cal Std;1,02;1;100300\n"),
        Input(target: "numbers", about: "white space behind a number of groups", text: "91,234\t\u{8}"), Input(target: "numbers", about: "an endless exponent", text: "1e" + String(repeating: "9", count: 400)),
        Input(target: "units", about: "a mark before a formula", text: "'=1"), Input(target: "text", about: "a quote at the end", text: "a,b\r\n\""),
        Input(target: "canonical", about: "a mark before a name", text: "sample_id,analyte,result,unit\n'=1,methamphetamine,2.5,ng/L\n"),
        Input(target: "wide_table", about: "a header of brackets", text: "样本编号,甲基苯丙胺" + String(repeating: "（", count: 3000) + "\nS1,2.5\n"),
    ]

    @Test("An input that broke a rule keeps it", arguments: inputs)
    func again(input: Input) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == input.target })
        #expect(target.breaches(Array(input.text.utf8)) == [])
        // The same in UTF-16, in which broken files came too.
        #expect(target.breaches([0xFF, 0xFE] + input.text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }) == [])
    }
}
