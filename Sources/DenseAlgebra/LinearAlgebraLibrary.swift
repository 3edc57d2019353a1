// Touches memory directly: the C library gives its names as C strings, and the list of loaded files is read through C streams.
private import CLAPACKE
private import COpenBLAS
private import Glibc

/// The library behind the matrices: how it is set, and which one the system resolved.
package enum LinearAlgebraLibrary {
    private static let setting: Void = openblas_set_num_threads(1)

    /// Holds the library to one thread: two threads give other last bits than one, and multiply with the workers of a run.
    ///
    /// Every operation of this room calls it; it acts once.
    package static func singleThreaded() { setting }

    /// The build options of OpenBLAS, such as `OpenBLAS 0.3.21 DYNAMIC_ARCH … Zen MAX_THREADS=64`.
    package static var configuration: String { unsafe text(openblas_get_config()) }

    /// The kernel that OpenBLAS chose for this processor, such as `Zen`.
    package static var kernel: String { unsafe text(openblas_get_corename()) }

    /// The files of BLAS and LAPACK that this process holds in memory, sorted: LAPACKE takes its LAPACK and BLAS
    /// from whatever update-alternatives points to. Empty where the system does not tell (`/proc/self/maps`).
    package static var resolvedFiles: [String] {
        guard let maps = unsafe fopen("/proc/self/maps", "r") else { return [] }
        defer { unsafe fclose(maps) }
        var files: Set<String> = []
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        while unsafe getline(&line, &capacity, maps) > 0 {
            let words = unsafe text(line).split(whereSeparator: { $0 == " " || $0 == "\n" })
            guard words.count > 5, let name = words[5].split(separator: "/").last else { continue }
            if name.contains("blas") || name.contains("lapack") { files.insert(words[5...].joined(separator: " ")) }
        }
        unsafe free(line)
        return files.sorted()
    }

    private static func text(_ characters: UnsafeMutablePointer<CChar>?) -> String {
        guard let characters = unsafe characters else { return "" }
        return unsafe String(cString: characters)
    }
}
