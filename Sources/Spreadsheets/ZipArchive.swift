// Memory is touched directly here: libzip reads a buffer that must stay where it is, and fills one of ours.
internal import CZip

/// A ZIP in memory, of which only what comes out is believed.
///
/// Sizes that the directory states are ignored: bytes are counted as they are unpacked, and
/// unpacking stops at the bounds. libzip checks the sum (CRC-32) of each part at its end.
@safe final class ZipArchive {
    /// Why a part or the whole could not be read.
    enum Fault: Error, Hashable {
        /// No directory of parts is found: the file was cut or is no ZIP.
        case noDirectory
        case tooManyEntries(Int)
        /// Two parts have one name: programs would read different ones.
        case doubleName(String)
        case missing(String)
        case encrypted(String)
        /// The bytes cannot be unpacked, or their sum is not that of what was packed.
        case damaged(String)
        case tooLarge(String)
    }

    private let archive: OpaquePointer
    private let memory: UnsafeMutableRawBufferPointer
    private let limits: WorkbookLimits
    /// Index of each part by its name, without case and with `/` between folders.
    private var indices: [String: UInt64] = [:]
    /// Names of the parts as they stand, in the order of the directory.
    private(set) var names: [String] = []
    /// Bytes unpacked so far.
    private var unpacked = 0

    init(_ bytes: [UInt8], limits: WorkbookLimits) throws(Fault) {
        self.limits = limits
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
        unsafe memory.copyBytes(from: bytes)
        var error = unsafe zip_error_t()
        unsafe zip_error_init(&error)
        defer { unsafe zip_error_fini(&error) }
        guard let source = unsafe zip_source_buffer_create(memory.baseAddress, zip_uint64_t(bytes.count), 0, &error) else {
            unsafe memory.deallocate()
            throw .noDirectory
        }
        guard let archive = unsafe zip_open_from_source(source, ZIP_RDONLY, &error) else {
            unsafe zip_source_free(source)
            unsafe memory.deallocate()
            throw .noDirectory
        }
        unsafe self.archive = archive
        unsafe self.memory = memory
        let count = unsafe zip_get_num_entries(archive, 0)
        guard count >= 0, count <= limits.entries else { throw .tooManyEntries(Int(count)) }
        for index in 0..<UInt64(count) {
            guard let raw = unsafe zip_get_name(archive, index, 0) else { continue }
            let name = unsafe String(cString: raw)
            names.append(name)
            guard indices.updateValue(index, forKey: ZipArchive.key(name)) == nil else { throw .doubleName(name) }
        }
    }

    deinit {
        unsafe zip_discard(archive)
        unsafe memory.deallocate()
    }

    private static func key(_ name: String) -> String {
        let plain = name.replacing("\\", with: "/").lowercased()
        return plain.hasPrefix("/") ? String(plain.dropFirst()) : plain
    }

    func holds(_ name: String) -> Bool { indices[ZipArchive.key(name)] != nil }

    /// Unpacks a part piece by piece.
    ///
    /// - Parameter take: gets each piece; returns false to stop.
    /// - Throws: at the end of the part where its sum is wrong, so that nothing taken from it may be used then.
    func unpack(_ name: String, take: ([UInt8]) -> Bool) throws(Fault) {
        let reading = try open(name)
        while true {
            let piece = try reading.next()
            if piece.isEmpty || !take(piece) { return }
        }
    }

    /// All bytes of a small part.
    func bytes(_ name: String) throws(Fault) -> [UInt8] {
        var result: [UInt8] = []
        try unpack(name) { piece in
            result += piece
            return true
        }
        return result
    }

    func open(_ name: String) throws(Fault) -> ZipPart {
        guard let index = indices[ZipArchive.key(name)] else { throw .missing(name) }
        var status = unsafe zip_stat_t()
        unsafe zip_stat_init(&status)
        guard unsafe zip_stat_index(archive, index, 0, &status) == 0 else { throw .damaged(name) }
        if unsafe status.valid & UInt64(ZIP_STAT_ENCRYPTION_METHOD) != 0, unsafe status.encryption_method != UInt16(ZIP_EM_NONE) { throw .encrypted(name) }
        guard let file = unsafe zip_fopen_index(archive, index, 0) else { throw .damaged(name) }
        return unsafe ZipPart(archive: self, file: file, name: name)
    }

    fileprivate func count(_ bytes: Int, of name: String, partBytes: Int) throws(Fault) {
        unpacked += bytes
        let (allowed, isMore) = unsafe memory.count.multipliedReportingOverflow(by: limits.ratio)
        guard partBytes <= limits.partBytes, unpacked <= limits.unpackedBytes, isMore || unpacked <= max(limits.freeBytes, allowed) else { throw .tooLarge(name) }
    }
}

/// One part while it is unpacked.
@safe final class ZipPart {
    private let archive: ZipArchive
    private let file: OpaquePointer
    private let name: String
    private var total = 0
    private var isAtEnd = false

    fileprivate init(archive: ZipArchive, file: OpaquePointer, name: String) {
        self.archive = archive
        unsafe self.file = file
        self.name = name
    }

    deinit { unsafe zip_fclose(file) }

    /// The next bytes; empty at the end, which is reached only where the sum of the part is right.
    func next(_ most: Int = 1 << 16) throws(ZipArchive.Fault) -> [UInt8] {
        if isAtEnd { return [] }
        var count = 0
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: most) { buffer, used in
            unsafe count = Int(zip_fread(file, buffer.baseAddress, zip_uint64_t(most)))
            used = max(0, count)
        }
        guard count >= 0 else { throw .damaged(name) }
        isAtEnd = count == 0
        total += count
        try archive.count(count, of: name, partBytes: total)
        return piece
    }
}
