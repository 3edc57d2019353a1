import Findings
import Foundation
import ProgrammeFiles

/// A workspace in a temporary folder, removed when it goes.
final class SampleWorkspace {
    let path: String

    /// The least that is a whole programme: two sites, one area, three samples.
    static let files: [String: String] = [
        "headwater.yaml": "schema: 1\nprogramme: { name: 某市, code: '010' }\n",
        "sites.csv": "site_code,name,tier,kind,domestic_share\n007,东厂,key,plant,0.9\nF1,西泵站,重点关注点,泵站,\n",
        "populations.csv": "点位编号,起始日期,人口口径,服务人口（万人）,相对标准差\n007,2024-01-01,设计,25,10%\nF1,2024/1/1,census,0.8,\n",
        "areas.csv": "area_code,name,level,parent_code,population\n310000,市,city,,3000000\n310115,区,区,310000,250000\n",
        "site_areas.csv": "site_code,area_code,share\n007,310115,0.6\nF1,310115,40%\n",
        "plan.csv": "period,site_code,days\n2025-P5,007,7\n2025-P5,F1,7\n",
        "samples/2025-09.csv":
            "样本编号,采样点,采样开始时间,采样结束时间,采样方式,流量(万m3/天),氨氮(mg/L),采样人编号,备注\n"
            + "S1,007,2025-09-01T08:00,2025-09-02T08:00,流量比例,5,38.5,P-3,晴\nS2,007,2025-09-02 08:00,2025-09-03 08:00,time,,,,\n"
            + "S3,F1,2025-08-31T23:30:00Z,2025-09-01T23:30:00Z,flow,0.2,,,\n",
        "flows/east.csv": "site_code,date,flow,unit\n007,2025-09-01,80000,m3/d\n007,2025-09-02,51,ML/d\n",
        "methods.csv":
            "method_id,analyte,vendor_name,result_basis,result_unit,sample_ml,extract_ml,lod,loq,limit_unit\n"
            + "M1,甲基苯丙胺,METH 1,extract,ng/mL,100,1,0.0005,0.002,ug/L\nM1,O6-甲乙酰吗啡,6MAM,sample,ng/L,,,0.5,2,ng/L\n",
        "injections/b1.csv": "file_or_batch,injection_name,sample_id,sample_type,method_id,dilution,dilution_applied\nB1,inj 1,S1,样品,M1,10,是\nB1,blank,,空白,M1,,\n",
    ]

    init(_ changes: [String: String?] = [:], bytes: [String: [UInt8]] = [:]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "headwater-test-" + UUID().uuidString).path
        for (name, text) in SampleWorkspace.files.merging(changes.compactMapValues { $0 }, uniquingKeysWith: { _, new in new }) {
            if let change = changes[name], change == nil { continue }
            try write(Array(text.utf8), to: name)
        }
        for (name, content) in bytes { try write(content, to: name) }
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let url = URL(filePath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func read() throws -> Programme { try Programme.read(workspace: path) }

    /// Findings of some importance, as `code file:line:column`.
    func faults(_ least: Severity = .warning) throws -> [String] {
        try read().findings.filter { $0.severity >= least }.map { "\($0.code.rawValue) \($0.position?.description ?? "")" }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
