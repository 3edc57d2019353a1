internal import Wording
import Monitoring
import RandomDraws

/// Writes the programme's own tables: sites, people, areas, plan, calendar, methods, medical use.
struct ProgrammeSheets {
    let settings: SampleCitySettings
    let sewer: CitySewer
    let areas: CityAreas
    let model: SewageModel
    let events: CityEvents

    private var points: [SamplingPoints.Point] { model.points.points }

    /// The local plane lies in the open Pacific, at 20 degrees north and 133 degrees east: nobody lives there.
    private static let origin = (longitude: 133.0, latitude: 20.0)
    /// Metres of a degree at that latitude (WGS 84).
    private static let degree = (longitude: 104_647.0, latitude: 110_704.0)

    func configuration() -> [UInt8] {
        var text = TextBytes()
        for line in [
            "# Sample data: a city that does not exist. truth.json says what is hidden in it.",
            "schema: 1",
            "programme: { name: \"\(CityNames.city)生活污水毒情监测\", name_en: \"\(CityNames.cityEnglish): wastewater drug monitoring\", code: \"YX-WDM\" }",
            "time_zone: \"+08:00\"",
            "languages: [zh-Hans, en]",
            "convention: CN",
            "parameter_set: CN-default",
            "population: { basis: combined, nh4n_g_per_person_d: 8.0, domestic_share_applies_to: population }",
            "uncertainty: { analytic_rsd: 0.12, sampling_rsd: 0.10, calibration_rsd: 0.08, flow_rsd: 0.10, population_rsd: 0.10, draws: 10000, seed: 1 }",
            "detection: { fdr: 0.10, dependence: BH, focus: { fdr: 0.20 } }",
            "privacy: { population_floor: 200, publication_floor: 1000, dominance: 0.8 }",
            "network: { files: [network/city.inp], population: network/population.csv }",
            "reports: { editions: [internal], theme: plain }",
            "custody:",
            "  roles:",
            "    laboratory: [lab]",
            "    analyst: [analyst]",
            "    approver: [approver]",
            "    auditor: [auditor]",
            "    administrator: [administrator]",
        ] { text.line(line) }
        return text.bytes
    }

    func sites() -> [UInt8] {
        var text = TextBytes()
        text.line("site_code,name,tier,kind,catchment_type,node,longitude,latitude,domestic_share,cigarettes_per_person_day,valid_from")
        for point in points {
            let node = sewer.nodes[point.node]
            text.row([
                point.code.rawValue, point.name, point.tier.rawValue, point.kind.rawValue, "municipal", node.id.rawValue,
                (ProgrammeSheets.origin.longitude + node.x / ProgrammeSheets.degree.longitude).places(5),
                (ProgrammeSheets.origin.latitude + node.y / ProgrammeSheets.degree.latitude).places(5), "1", model.cigarettes[point.district].places(1),
                "2025-01-01",
            ])
        }
        return text.bytes
    }

    /// Census with an error of 7 %, design capacity a good deal above it.
    func populations() -> [UInt8] {
        var text = TextBytes()
        text.line("site_code,from,to,basis,persons,rsd_pct,source")
        for point in points {
            var draws = RandomStream(seed: settings.seed, "census", point.code.rawValue)
            let census = (point.persons * portableExp(0.07 * min(1.5, max(-1.5, draws.normal()))) / 10).rounded() * 10
            let design = (point.persons * (1.1 + 0.4 * draws.uniform()) / 500).rounded(.up) * 500
            text.row([point.code.rawValue, "2025-01-01", "", "census", census.places(0), point.persons > 20_000 ? "8" : "12", "2024年人口普查推算"])
            text.row([point.code.rawValue, "2025-01-01", "", "design", design.places(0), "35", "管网设计文件"])
        }
        return text.bytes
    }

    func areaTable() -> [UInt8] {
        var text = TextBytes()
        text.line("area_code,name,level,parent_code,population,population_15_64,population_year")
        for (index, place) in areas.places.enumerated() {
            var draws = RandomStream(seed: settings.seed, "age", String(index))
            let working = Double(place.persons) * (0.70 + 0.05 * draws.uniform())
            let parent = place.parent >= 0 ? areas.places[place.parent].code.rawValue : ""
            text.row([place.code.rawValue, place.name, place.level.rawValue, parent, String(place.persons), working.places(0), "2024"])
        }
        return text.bytes
    }

    /// The neighbourhoods above each point; the last share is what is left to one.
    func siteAreas() -> [UInt8] {
        var text = TextBytes()
        text.line("site_code,area_code,share,valid_from")
        for point in points {
            let gains = sewer.gains(to: point.node, decay: 0)
            let range = sewer.districts[point.district]
            var people: [Int: Double] = [:]
            var total = 0.0
            for node in range where gains[node - range.lowerBound] > 0 {
                let persons = Double(sewer.nodes[node].persons) * gains[node - range.lowerBound]
                people[sewer.nodes[node].neighbourhood, default: 0] += persons
                total += persons
            }
            let parts = people.keys.sorted().filter { (people[$0] ?? 0) > 0 }
            var left = 10_000
            for (index, place) in parts.enumerated() {
                let share = index + 1 == parts.count ? left : min(left, Int(((people[place] ?? 0) / max(1, total) * 10_000).rounded()))
                left -= share
                guard share > 0 else { continue }
                text.row([point.code.rawValue, areas.neighbourhoodCode(place).rawValue, (Double(share) / 10_000).places(4), "2025-01-01"])
            }
        }
        return text.bytes
    }

    func plan() -> [UInt8] {
        var text = TextBytes()
        text.line("period,site_code,days,first_day,panel")
        for campaign in model.calendar.campaigns {
            for point in points {
                text.row([
                    campaign.period.description, point.code.rawValue, String(SamplingCalendar.daysInCampaign), campaign.plannedFirstDay.description,
                    "\(Substances.all.count)项",
                ])
            }
        }
        return text.bytes
    }

    func calendar() -> [UInt8] {
        var text = TextBytes()
        text.line("from,to,name,kind,period,sampling_moved_to,note")
        let moved = model.calendar.campaigns.first { $0.plannedFirstDay != $0.firstDay }
        text.row(["2025-01-01", "2025-01-01", "元旦", "holiday", "2025-P1", "", ""])
        text.row([
            "2025-01-28", "2025-02-04", "春节", "holiday", moved?.period.description ?? "", moved?.firstDay.description ?? "",
            "春节在2025-01-29；人口流动大；采样顺延至元宵节后",
        ])
        text.row(["2025-04-04", "2025-04-06", "清明节", "holiday", "2025-P2", "", ""])
        text.row(["2025-05-01", "2025-05-05", "劳动节", "holiday", "2025-P3", "", ""])
        text.row(["2025-05-31", "2025-06-02", "端午节", "holiday", "2025-P3", "", ""])
        text.row(["2025-10-01", "2025-10-08", "国庆节、中秋节", "holiday", "2025-P5", "", ""])
        return text.bytes
    }

    /// What the hospital prescribes, in the town where it stands.
    func licitUse() -> [UInt8] {
        var text = TextBytes()
        text.line("area,period,substance,mg_per_d")
        let town = areas.townCode(areas.townOfNeighbourhood[sewer.nodes[events.hospitalNode].neighbourhood])
        for campaign in model.calendar.campaigns {
            for use in CityEvents.hospitalPrescribed {
                text.row([town.rawValue, campaign.period.description, use.substance, use.milligrams.places(0)])
            }
        }
        return text.bytes
    }

    func methods() -> [UInt8] {
        var text = TextBytes()
        text.line(
            "method_id,analyte,vendor_name,result_basis,result_unit,sample_ml,extract_ml,lod,loq,uloq,limit_unit,internal_standard,ion_ratio,ion_ratio_tolerance_pct,rt_min,nd_means,standard_id,valid_from"
        )
        for substance in Substances.all {
            let names = substance.names
            let sciex = names.chinese == names.sciex ? [names.sciex] : [names.sciex, names.chinese]
            for (method, name) in sciex.map({ (LaboratoryBatches.sciexMethod, $0) }) + [(LaboratoryBatches.agilentMethod, names.agilent)] {
                // MassHunter prints the ratio of a qualifier in percent, SCIEX as a fraction.
                let ratio = method == LaboratoryBatches.agilentMethod ? (substance.ionRatio * 100).places(1) : substance.ionRatio.places(3)
                text.row([
                    method, substance.code.rawValue, name, "extract", "ng/mL", LaboratoryBatches.sampleMl.places(0), LaboratoryBatches.extractMl.places(0),
                    (substance.quantification / 3).significant(2), substance.quantification.significant(3), substance.upperLimit.places(0), "ng/L",
                    substance.internalStandard, ratio, "30", substance.retention.places(2), "below_lod", "YX-SOP-021", "2025-01-01",
                ])
            }
        }
        return text.bytes
    }
}
