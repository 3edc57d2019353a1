/// A reader of one XML part of a workbook.
protocol XMLPartReader: XMLListener {
    /// Why reading must stop, once there is a reason.
    var fault: XMLPart.Fault? { get }
}

extension XMLPartReader {
    var isDone: Bool { fault != nil }
}

/// Parses XML parts of a ZIP while they are unpacked.
enum XMLPart {
    enum Fault: Error, Hashable {
        case zip(ZipArchive.Fault)
        /// The part is no well-formed XML.
        case malformed(String)
        /// The part declares a document type, which no part of a workbook does: entities could swell without end.
        case documentType(String)
        case nesting(String)
        case tooManyCells
        case cellTooLong(String)
        /// Something in it contradicts itself, such as two cells at one address.
        case contradiction(part: String, place: String)
    }

    /// Runs a reader over a part.
    ///
    /// - Throws: the first reason why the part cannot be used; what the reader took until then must not be used either.
    static func read(_ name: String, of archive: ZipArchive, limits: WorkbookLimits, with reader: some XMLPartReader) throws(Fault) {
        let part: ZipPart
        do { part = try archive.open(name) } catch { throw .zip(error) }
        var broken: ZipArchive.Fault?
        var scanned: XMLScan.Fault?
        do {
            try XMLScan.scan(nesting: limits.nesting, for: reader) {
                do throws(ZipArchive.Fault) {
                    return try part.next()
                } catch {
                    broken = error
                    return []
                }
            }
        } catch {
            scanned = error
        }
        if let broken { throw .zip(broken) }
        switch scanned {
        case .malformed: throw .malformed(name)
        case .documentType: throw .documentType(name)
        case .nesting: throw .nesting(name)
        case .tooLong: throw .cellTooLong(name)
        case nil: break
        }
        if let fault = reader.fault { throw fault }
        // The sum of the part is known only once its last byte was unpacked.
        do { while try !part.next().isEmpty {} } catch { throw .zip(error) }
    }
}
