import BatchRun
import Testing

@Suite struct PersonalDataTests {
    private func column(_ bytes: [UInt8]) -> String? {
        PersonalData.column(Int64(bytes.count)) { offset, count in Array(bytes.dropFirst(Int(offset)).prefix(count)) }
    }

    @Test(arguments: ["身份证号", "姓名", "手机号码", "联系电话", "ID card number", "phone", "Date of birth", "电话（手机）"])
    func `A column that names persons is told by its header`(header: String) {
        let text = "sample_id,\(header),result\nS1,x,1\n"
        #expect(column(Array(text.utf8)) == header)
        #expect(column([0xEF, 0xBB, 0xBF] + Array(text.utf8)) == header)
        #expect(column([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == header)
        #expect(column(Array("a line\nanother\n\(text)".utf8)) == header, "below a preamble")
    }

    @Test func `The number of an identity card is told by its check digit, under any header`() {
        // GB 11643-1999, the standard's own example.
        #expect(PersonalData.isIdentityNumber("11010519491231002X") && PersonalData.isIdentityNumber("440524188001010014"))
        #expect(column(Array("sample_id,code\nS1,11010519491231002X\n".utf8)) == "11010519491231002X")
        for text in ["110105194912310021", "11010519491331002X", "1101051949123100", "", "11010519491231002x ", "123456789012345678"] {
            #expect(!PersonalData.isIdentityNumber(text), "\(text)")
        }
        var found = 0
        for last in "0123456789X" where PersonalData.isIdentityNumber("11010519491231002\(last)") { found += 1 }
        #expect(found == 1)
    }

    @Test func `Exports of laboratories are no data of persons`() {
        for text in [
            "Sample Name\tSample ID\tSample Type\tComponent Name\tArea\nA-1\t1\tUnknown\tMETH\t13812345678\n", "sample_id,analyte,result,unit\nS1,mdma,1,ng/L\n",
            "Name,Data File,Type,Acq. Date-Time\nx,y,Sample,2025-01-01\n", "采样点,样品编号,甲基苯丙胺\nK01,S1,12\n", "", "\u{0}\u{1}binary,phone\n",
        ] { #expect(column(Array(text.utf8)) == nil, "\(text)") }
    }
}
