import Custody
import Findings
import Foundation
import Testing

@Suite struct AdHocTests {
    private func released(_ paths: [String]) -> CustodyError? {
        refusal { () throws(CustodyError) in _ = try AdHocRelease.forFilesOutsideWorkspaces(paths) }
    }

    @Test func `Files outside any workspace are released, by their true paths`() throws {
        let folder = try TestWorkspace()
        try folder.write("net.inp", "x")
        try folder.write("deep/obs.csv", "x")
        let release = try AdHocRelease.forFilesOutsideWorkspaces([folder.path + "/net.inp", folder.path + "/deep/../deep/obs.csv"], account: wang)
        #expect(release.paths.map { ($0 as NSString).lastPathComponent } == ["net.inp", "obs.csv"])
        #expect(!release.paths.joined().contains(".."))
        #expect(release.account == wang && NodeRelease.adHoc(release).basis == "ad hoc")
    }

    @Test func `A file in a workspace is refused by whatever path it is named`() throws {
        let workspace = try TestWorkspace()
        let outside = try TestWorkspace()
        try workspace.write("headwater.yaml", "schema: 1\n")
        try workspace.write("network/city.inp", "x")
        try outside.write("own.csv", "x")
        try outside.write("plain/obs.csv", "x")
        try outside.link("link.inp", to: workspace.path + "/network/city.inp")
        try outside.link("folder", to: workspace.path + "/network")
        try workspace.link("network/out.csv", to: outside.path + "/own.csv")
        let refused = [
            workspace.path + "/network/city.inp", workspace.path + "/headwater.yaml", outside.path + "/link.inp", outside.path + "/folder/city.inp",
            outside.path + "/plain/../../" + (workspace.path as NSString).lastPathComponent + "/network/city.inp", workspace.path + "/network/out.csv",
        ]
        for path in refused { #expect(released([path]) == .insideWorkspace(path: path), "\(path)") }
        #expect(released([outside.path + "/own.csv", refused[0]]) == .insideWorkspace(path: refused[0]))
        #expect(released([outside.path + "/own.csv"]) == nil)
        // A mark that is itself a dangling link still marks.
        try outside.link("headwater.yaml", to: "nowhere")
        #expect(released([outside.path + "/plain/obs.csv"]) == .insideWorkspace(path: outside.path + "/plain/obs.csv"))
    }

    @Test func `What is no file is refused`() throws {
        let folder = try TestWorkspace()
        #expect(released([folder.path + "/none.csv"])?.finding.code == "U007")
        #expect(released([folder.path + "/inbox"])?.finding.code == "U001")
        #expect(released(["/dev/null"])?.finding.code == "U001")
        #expect(released([""])?.finding.code == "U007")
        #expect(released(["a\u{0}b"])?.finding.code == "U007")
    }

    @Test func `Who asks is the user of the operating system`() {
        let account = Account.current()
        #expect(!account.name.isEmpty && account.user == getuid())
        #expect(account.isSame(as: Account(name: "another name", user: account.user)))
        #expect(!Account(name: "a").isSame(as: Account(name: "b")))
        #expect(!Account(name: "a", user: 1).isSame(as: Account(name: "b", user: 2)))
    }
}
