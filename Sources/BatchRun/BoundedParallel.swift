/// Runs work on at most `width` items at a time and returns the results in the order of the items.
///
/// The order of the results never depends on timing, so one worker and many give the same answer.
///
/// - Complexity: as many child tasks alive as `width`.
package func boundedParallel<Item: Sendable, Result: Sendable>(
    _ items: [Item], width: Int, _ work: @escaping @Sendable (Item) -> Result
) async -> [Result] {
    guard width > 1, items.count > 1 else { return items.map(work) }
    return await withTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: items.count)
        var next = 0
        func add() {
            let index = next
            let item = items[index]
            group.addTask { (index, work(item)) }
            next += 1
        }
        while next < min(width, items.count) { add() }
        while let (index, result) = await group.next() {
            results[index] = result
            if next < items.count { add() }
        }
        return results.compactMap { $0 }
    }
}
