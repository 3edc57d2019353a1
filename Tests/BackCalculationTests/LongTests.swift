import Foundation

/// 1, or more where the environment asks for the long form of seeded tests: `HEADWATER_LONG_TESTS=1 swift test`.
let longTestFactor = ProcessInfo.processInfo.environment["HEADWATER_LONG_TESTS"] == nil ? 1 : 20
