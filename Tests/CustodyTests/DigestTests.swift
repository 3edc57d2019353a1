import Custody
import Testing

@Suite struct DigestTests {
    @Test func `SHA-256 gives the published digests`() {
        // FIPS 180-4 examples, NIST CSRC "Example Values".
        #expect(Digest.sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(Digest.sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Digest.sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(
            Digest.sha256([UInt8](repeating: 0x61, count: 1_000_000)) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func `SM3 gives the published digests`() {
        // GB/T 32905-2016, examples A.1 and A.2.
        #expect(Digest.sm3(Array("abc".utf8)) == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
        let long = Array(String(repeating: "abcd", count: 16).utf8)
        #expect(Digest.sm3(long) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")
    }

    @Test func `Only sixty-four hexadecimal digits are a digest`() {
        #expect(Digest.isWellFormed(Digest.sha256("x")))
        for text in ["", "../../etc/passwd", String(repeating: "g", count: 64), String(repeating: "A", count: 64), String(repeating: "a", count: 63)] {
            #expect(!Digest.isWellFormed(text), "\(text)")
        }
    }
}
