/// Who asks: an account of the operating system.
package struct Account: Hashable, Sendable {
    package let name: String
    /// The number of the account on this machine, where it came from the operating system.
    package let user: UInt32?

    /// An account by its name, for records that are read back and for tests; who asks is always `current()`.
    package init(name: String, user: UInt32? = nil) {
        self.name = name
        self.user = user
    }

    /// The account that runs this process (its real user), never an option and never the environment.
    package static func current() -> Account {
        let (name, user) = OperatingSystem.account()
        return Account(name: name, user: user)
    }

    /// An account of this machine by its name, with its number where the machine knows it.
    package static func named(_ name: String) -> Account { Account(name: name, user: OperatingSystem.user(name)) }

    /// Whether both may be the same person: the same name, or the same number under two names.
    package func isSame(as other: Account) -> Bool {
        if name == other.name { return true }
        guard let user, let otherUser = other.user else { return false }
        return user == otherUser
    }
}

/// What an account may do; the accounts of each role stand in headwater.yaml.
package enum Role: String, Sendable, CaseIterable { case laboratory, analyst, approver, auditor, administrator }
