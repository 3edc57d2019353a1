// Memory is touched directly here because libFuzzer's interface hands inputs over as pointers.
import CFuzzEngine
import Foundation
import RandomDraws
import Synchronization
import TrialFiles

/// One target, tried for some seconds.
struct FuzzRun {
    let target: FuzzTarget
    let seconds: Int
    let seed: UInt64
    let folder: URL

    /// Seconds within which any input must have been read.
    private static let patience = 20
    /// What libFuzzer's calls work on: they cannot capture anything.
    private static let current = Mutex<FuzzTarget?>(nil)

    /// The exit code: 0 where nothing was found.
    func run() throws -> Int32 {
        if let code = try engine() { return code }
        return try mutate()
    }

    // MARK: Without an engine

    /// Breaks seeds at random until the time is over. Each input is written before it is read, so that a trap leaves it behind.
    private func mutate() throws -> Int32 {
        let input = folder.appendingPathComponent(target.name + ".input")
        var draws = RandomStream(seed: seed, "fuzz", target.name)
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        while clock.now - start < .seconds(seconds) {
            let file = FileDamage.damaged(target.seeds[draws.integer(below: target.seeds.count)], other: target.seeds[draws.integer(below: target.seeds.count)], draws: &draws)
            try Data(file).write(to: input)
            _ = alarm(UInt32(FuzzRun.patience))
            let breaches = target.breaches(file)
            _ = alarm(0)
            count += 1
            if !breaches.isEmpty {
                for breach in breaches { print("\(target.name): \(breach)") }
                print("seed \(seed), input \(count): \(input.path)")
                return 1
            }
        }
        try FileManager.default.removeItem(at: input)
        print("\(target.name): \(count) inputs in \(seconds) s, \(count / seconds) a second, seed \(seed), nothing found")
        return 0
    }

    // MARK: With libFuzzer

    /// Nil where the program was built without it.
    private func engine() throws -> Int32? {
        let corpus = folder.appendingPathComponent("corpus-" + target.name)
        try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
        for (index, seed) in target.seeds.enumerated() { try Data(seed).write(to: corpus.appendingPathComponent("seed-\(index)")) }
        FuzzRun.current.withLock { $0 = target }
        let arguments = [
            "headwater-fuzz", corpus.path, "-max_total_time=\(seconds)", "-seed=\(seed % 0xFFFF_FFFF)", "-timeout=\(FuzzRun.patience)", "-rss_limit_mb=4096",
            "-max_len=\(FileDamage.limit)", "-artifact_prefix=\(folder.path)/\(target.name)-", "-print_final_stats=1", "-verbosity=0",
        ]
        var pointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
        let code = unsafe pointers.withUnsafeMutableBufferPointer { buffer in
            unsafe headwater_fuzz_engine(Int32(arguments.count), buffer.baseAddress, FuzzRun.tryInput, FuzzRun.changeInput)
        }
        for unsafe pointer in unsafe pointers { unsafe free(pointer) }
        return code < 0 ? nil : code
    }

    private static let tryInput: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 = { data, size in
        let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: size))
        let target = current.withLock { $0 }
        let breaches = target?.breaches(bytes) ?? []
        guard breaches.isEmpty else {
            // libFuzzer keeps the input of a program that ends.
            for breach in breaches { FileHandle.standardError.write(Data("\(target?.name ?? ""): \(breach)\n".utf8)) }
            abort()
        }
        return 0
    }

    private static let changeInput: @convention(c) (UnsafeMutablePointer<UInt8>?, Int, Int, UInt32) -> Int = { data, size, limit, seed in
        var draws = RandomStream(seed: UInt64(seed), "change")
        let seeds = current.withLock { $0?.seeds } ?? []
        let file = unsafe [UInt8](UnsafeBufferPointer(start: data, count: size))
        let other = seeds.isEmpty ? file : seeds[draws.integer(below: seeds.count)]
        let changed = FileDamage.damaged(file, other: other, draws: &draws).prefix(limit)
        for (index, byte) in changed.enumerated() { unsafe data?[index] = byte }
        return changed.count
    }
}
