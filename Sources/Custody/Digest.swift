internal import COpenSSL

/// Digests by OpenSSL's libcrypto: what a file is called by, and what proves that it is unchanged.
///
/// This file holds all unsafe code of the digests.
package enum Digest {
    /// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits. Complexity: O(bytes).
    package static func sha256(_ bytes: [UInt8]) -> String { sha256(bytes[...]) }

    /// SHA-256 of the UTF-8 bytes of a text.
    package static func sha256(_ text: String) -> String { sha256(Array(text.utf8)[...]) }

    private static func sha256(_ bytes: ArraySlice<UInt8>) -> String {
        guard let state = DigestStream(.sha256) else { preconditionFailure("libcrypto has no SHA-256, or the memory is used up") }
        state.update(bytes)
        return state.hexadecimal()
    }

    /// SM3 (GB/T 32905-2016) as 64 lower-case hexadecimal digits; nil where this machine's libcrypto does not offer it.
    package static func sm3(_ bytes: [UInt8]) -> String? {
        guard let state = DigestStream(.sm3) else { return nil }
        state.update(bytes[...])
        return state.hexadecimal()
    }

    /// Whether a text has the shape of a digest: 64 lower-case hexadecimal digits. Nothing else ever becomes part of a path.
    package static func isWellFormed(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}

/// A digest that is fed piece by piece.
@safe struct DigestStream: ~Copyable {
    enum Algorithm { case sha256, sm3 }

    private let context: OpaquePointer

    /// Nil where libcrypto does not offer the algorithm or the memory is used up.
    init?(_ algorithm: Algorithm) {
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        let method = unsafe algorithm == .sha256 ? EVP_sha256() : EVP_sm3()
        guard unsafe EVP_DigestInit_ex(context, method, nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            return nil
        }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    func update(_ bytes: ArraySlice<UInt8>) {
        let done = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        precondition(done == 1, "libcrypto refused to go on with a digest")
    }

    /// The digest of all that was fed; ends the stream.
    consuming func hexadecimal() -> String {
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let done = unsafe bytes.withUnsafeMutableBufferPointer { unsafe EVP_DigestFinal_ex(context, $0.baseAddress, &count) }
        precondition(done == 1, "libcrypto refused to end a digest")
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes.prefix(Int(count)) { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
