/// Who holds which role: accounts by name, and groups of the operating system by `@name`.
package struct RoleBook: Sendable {
    private let entries: [String: [String]]
    private let groups: @Sendable (String) -> [String]

    /// - Parameters:
    ///   - entries: from a role's name to accounts (`li`) and groups (`@hw-approver`), as headwater.yaml gives them.
    ///   - groups: the names of the groups that an account is in.
    package init(_ entries: [String: [String]], groups: @escaping @Sendable (String) -> [String] = OperatingSystem.groups) {
        self.entries = entries
        self.groups = groups
    }

    /// Roles of which nobody may hold two: who runs the machine, who lets out, and who looks at both afterwards.
    package static let separated: [Role] = [.administrator, .approver, .auditor]

    /// Whether headwater.yaml gives an account a role, separation of roles apart.
    private func names(_ role: Role, _ account: Account) -> Bool {
        let names = entries[role.rawValue] ?? []
        if names.contains(account.name) { return true }
        let wanted = Set(names.lazy.filter { $0.hasPrefix("@") }.map { String($0.dropFirst()) })
        return !wanted.isEmpty && !wanted.isDisjoint(with: groups(account.name))
    }

    /// The separated roles of an account that holds more than one of them: it may then use none. Empty for everybody else.
    package func clash(_ account: Account) -> [Role] {
        let held = Self.separated.filter { names($0, account) }
        return held.count > 1 ? held : []
    }

    /// Whether an account holds a role, and may use it.
    package func holds(_ role: Role, _ account: Account) -> Bool {
        names(role, account) && (!Self.separated.contains(role) || clash(account).isEmpty)
    }

    /// The roles that an account may use, in the order of ``Role``.
    package func roles(of account: Account) -> [Role] { Role.allCases.filter { holds($0, account) } }

    /// The accounts that headwater.yaml names for more than one of the separated roles, with those roles; sorted. Members of groups are not listed.
    package func clashes() -> [(account: String, roles: [Role])] {
        Set(Self.separated.flatMap { entries[$0.rawValue] ?? [] }).filter { !$0.hasPrefix("@") }.sorted().compactMap { name in
            let roles = clash(Account(name: name))
            return roles.isEmpty ? nil : (name, roles)
        }
    }
}
