internal import DelimitedText
package import Findings
internal import Monitoring

/// A method sheet and an injection sequence by themselves, without a workspace: for conversions.
package struct LaboratorySheets: Sendable {
    package var methods: [MethodRow] = []
    package var injections: [InjectionRow] = []
    package var findings: [Finding] = []

    /// Reads the two tables; either may be absent.
    ///
    /// Rows are held to the same rules as in a workspace, but to no register of samples.
    /// - Complexity: linear in the bytes.
    package static func read(methods: InputFile?, injections: InputFile?, analytes: AnalyteCatalogue) -> LaboratorySheets {
        var sheets = LaboratorySheets()
        var files = MethodFiles()
        if let methods { files.readMethods(sheets.rows(methods, .methods), analytes: analytes) }
        if let injections {
            files.readInjections(
                sheets.rows(injections, .injections), samples: nil, methods: methods == nil ? nil : Set(files.methods.map(\.method)), hasPattern: false)
        }
        sheets.methods = files.methods
        sheets.injections = files.injections
        sheets.findings += files.findings
        return sheets
    }

    private mutating func rows(_ file: InputFile, _ layout: FileLayout) -> [RowReader] {
        let reading = DelimitedTable.read(file.bytes, file: file.path)
        findings += reading.findings
        guard let table = reading.table else { return [] }
        var named = NamedTable(table, layout: layout, aliases: .shipped)
        let rows = named.rows(offsetSeconds: 0)
        findings += named.findings
        return rows
    }
}
