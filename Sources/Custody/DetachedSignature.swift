internal import COpenSSL

/// How a detached signature is made and proved.
package enum SignatureAlgorithm: String, Sendable, CaseIterable {
    /// RFC 8032, pure.
    case ed25519
    /// GB/T 32918.2-2016 with SM3 and the usual identity of GM/T 0009-2012, `1234567812345678`; signatures in DER. Made by a device or program of the signer's own.
    case sm2
}

/// A public key that proves detached signatures.
///
/// This file holds all unsafe code of the signatures.
package struct PublicKey: Hashable, Sendable {
    package let algorithm: SignatureAlgorithm
    /// SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), as libcrypto writes it.
    package let der: [UInt8]

    /// Longer keys than this are none of ours, in bytes.
    private static let lengthLimit = 1024
    private static let label = "PUBLIC KEY"
    /// GM/T 0009-2012, 10: the identity that signers take where they agreed on no other.
    private static let identity: [UInt8] = Array("1234567812345678".utf8)

    /// Reads a SubjectPublicKeyInfo; nil unless it is one key of a known algorithm and nothing more.
    package init?(der: [UInt8]) {
        guard der.count <= Self.lengthLimit, let key = LibraryKey(publicKey: der), let own = key.publicKey, own == der else { return nil }
        guard let algorithm = key.algorithm else { return nil }
        self.algorithm = algorithm
        self.der = own
    }

    /// Reads a PEM block `PUBLIC KEY`.
    package init?(pem: String) {
        guard let der = Armour.bytes(pem, label: Self.label) else { return nil }
        self.init(der: der)
    }

    package var pem: String { Armour.text(der, label: Self.label) }
    /// What the key is called by: `K-` and the first 16 digits of the SHA-256 of its DER form.
    package var id: String { "K-" + Digest.sha256(der).prefix(16) }

    /// Whether the holder of the key signed exactly this text.
    package func verifies(_ signature: [UInt8], of text: String) -> Bool {
        guard !signature.isEmpty, signature.count <= Self.lengthLimit, let key = LibraryKey(publicKey: der), let context = unsafe EVP_MD_CTX_new() else {
            return false
        }
        defer { unsafe EVP_MD_CTX_free(context) }
        switch algorithm {
        case .ed25519:
            guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer) == 1 else { return false }
        case .sm2:
            var details: OpaquePointer?
            guard unsafe EVP_DigestVerifyInit(context, &details, EVP_sm3(), nil, key.pointer) == 1,
                unsafe EVP_PKEY_CTX_set1_id(details, Self.identity, Int32(Self.identity.count)) == 1
            else { return false }
        }
        let message = Array(text.utf8)
        return unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}

/// A private key of Ed25519: signs texts. It stays with its owner; no store ever holds it.
package struct SigningKey: Sendable {
    private let secret: [UInt8]
    package let publicKey: PublicKey

    private static let label = "PRIVATE KEY"
    /// What stands before the 32 secret bytes in PKCS #8 (RFC 8410, 7).
    private static let prefix: [UInt8] = [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]

    private init?(secret: [UInt8]) {
        guard let key = LibraryKey(secret: secret), let der = key.publicKey, let publicKey = PublicKey(der: der) else { return nil }
        self.secret = secret
        self.publicKey = publicKey
    }

    /// Makes a new key from the randomness of the operating system; nil where libcrypto has no Ed25519.
    package static func new() -> SigningKey? {
        var generator = SystemRandomNumberGenerator()
        return SigningKey(secret: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// Reads a PEM block `PRIVATE KEY` without a passphrase, as `openssl genpkey -algorithm ed25519` writes it.
    package init?(pem: String) {
        guard let der = Armour.bytes(pem, label: Self.label), der.count == Self.prefix.count + 32, Array(der.prefix(Self.prefix.count)) == Self.prefix else {
            return nil
        }
        self.init(secret: Array(der.suffix(32)))
    }

    package var pem: String { Armour.text(Self.prefix + secret, label: Self.label) }

    /// The signature over the UTF-8 bytes of a text: 64 bytes; empty where libcrypto refuses.
    package func signature(of text: String) -> [UInt8] {
        guard let key = LibraryKey(secret: secret), let context = unsafe EVP_MD_CTX_new() else { return [] }
        defer { unsafe EVP_MD_CTX_free(context) }
        let message = Array(text.utf8)
        var bytes = [UInt8](repeating: 0, count: 64)
        var count = bytes.count
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key.pointer) == 1,
            unsafe EVP_DigestSign(context, &bytes, &count, message, message.count) == 1
        else { return [] }
        return Array(bytes.prefix(count))
    }
}

/// A key as libcrypto holds it.
@safe private struct LibraryKey: ~Copyable {
    let pointer: OpaquePointer

    init?(publicKey der: [UInt8]) {
        let key = unsafe der.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            return unsafe d2i_PUBKEY(nil, &start, bytes.count)
        }
        guard let key = unsafe key else { return nil }
        unsafe pointer = key
    }

    init?(secret: [UInt8]) {
        guard secret.count == 32, let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, secret, secret.count) else { return nil }
        unsafe pointer = key
    }

    deinit { unsafe EVP_PKEY_free(pointer) }

    var algorithm: SignatureAlgorithm? {
        if unsafe EVP_PKEY_is_a(pointer, "ED25519") == 1 { return .ed25519 }
        return unsafe EVP_PKEY_is_a(pointer, "SM2") == 1 ? .sm2 : nil
    }

    /// SubjectPublicKeyInfo of the key.
    var publicKey: [UInt8]? {
        let count = unsafe i2d_PUBKEY(pointer, nil)
        guard count > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        let written = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            return unsafe i2d_PUBKEY(pointer, &start)
        }
        return written == count ? bytes : nil
    }
}

/// Bytes as base64 and as PEM blocks (RFC 7468).
package enum Armour {
    /// Longer texts than this hold no key and no signature of ours, in bytes.
    private static let lengthLimit = 16_384

    /// Base64 with padding, in one line.
    package static func base64(_ bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let count = unsafe EVP_EncodeBlock(&text, bytes, Int32(clamping: bytes.count))
        return String(decoding: text.prefix(Int(count)), as: UTF8.self)
    }

    /// The bytes of base64 text, white space apart; nil where it is none.
    package static func bytes(base64 text: String) -> [UInt8]? {
        let digits = text.utf8.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 && $0 != 0x09 }
        let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard !digits.isEmpty, digits.count <= lengthLimit, digits.count % 4 == 0, padding <= 2 else { return nil }
        var bytes = [UInt8](repeating: 0, count: digits.count / 4 * 3)
        let count = unsafe EVP_DecodeBlock(&bytes, digits, Int32(digits.count))
        guard Int(count) == bytes.count else { return nil }
        bytes.removeLast(padding)
        return base64(bytes) == String(decoding: digits, as: UTF8.self) ? bytes : nil
    }

    static func text(_ der: [UInt8], label: String) -> String {
        var rest = base64(der)[...]
        var lines: [Substring] = []
        while !rest.isEmpty {
            lines.append(rest.prefix(64))
            rest = rest.dropFirst(64)
        }
        return "-----BEGIN \(label)-----\n" + lines.joined(separator: "\n") + "\n-----END \(label)-----\n"
    }

    /// The bytes of the one block with this label.
    static func bytes(_ pem: String, label: String) -> [UInt8]? {
        guard pem.utf8.count <= lengthLimit else { return nil }
        let lines = pem.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
        guard let begin = lines.firstIndex(of: "-----BEGIN \(label)-----"), let end = lines.firstIndex(of: "-----END \(label)-----"), begin < end else { return nil }
        return bytes(base64: lines[(begin + 1)..<end].joined())
    }
}
