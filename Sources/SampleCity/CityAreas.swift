import Monitoring

/// The grid of the city: districts, towns and neighbourhoods, each a contiguous piece of the map.
struct CityAreas: Sendable {
    struct Place: Sendable {
        var code: AreaCode
        var name: String
        var level: AreaLevel
        /// Index of the area above in the list; -1 for the city.
        var parent: Int
        var persons = 0
    }

    /// City, districts, towns, neighbourhoods, in this order.
    private(set) var places: [Place] = []
    /// For each neighbourhood its town, counted from 0 over the city.
    private(set) var townOfNeighbourhood: [Int] = []
    private(set) var districtOfNeighbourhood: [Int] = []
    let districts: Int
    let towns: Int
    var neighbourhoods: Int { townOfNeighbourhood.count }

    func districtCode(_ index: Int) -> AreaCode { places[1 + index].code }
    func townCode(_ index: Int) -> AreaCode { places[1 + districts + index].code }
    func neighbourhoodCode(_ index: Int) -> AreaCode { places[1 + districts + towns + index].code }

    /// Divides the city and writes each node's neighbourhood into the sewer.
    ///
    /// A district is halved along its longer side by people, again and again, as a
    /// k-d tree is (J. L. Bentley, Communications of the ACM 18 (1975) 509): four towns,
    /// then three or four neighbourhoods each. Codes begin with 99, which no province has.
    init(_ settings: SampleCitySettings, sewer: inout CitySewer) {
        districts = settings.districts
        towns = settings.towns
        var townPlaces: [Place] = []
        var smallPlaces: [Place] = []
        places.append(Place(code: "990000", name: CityNames.city, level: .city, parent: -1))
        for district in 0..<districts {
            let code = "99" + padded(district + 1, 4)
            places.append(Place(code: AreaCode(code), name: CityNames.district(district), level: .district, parent: 0))
            let share = settings.neighbourhoods / districts + (district < settings.neighbourhoods % districts ? 1 : 0)
            let nodes = Array(sewer.districts[district])
            for (townNumber, townNodes) in CityAreas.halved(nodes, into: 4, sewer).enumerated() {
                let town = townPlaces.count
                let townCode = code + padded(townNumber + 1, 3)
                townPlaces.append(Place(code: AreaCode(townCode), name: CityNames.town(town), level: .town, parent: 1 + district))
                let parts = share / 4 + (townNumber < share % 4 ? 1 : 0)
                for (number, group) in CityAreas.halved(townNodes, into: parts, sewer).enumerated() {
                    let small = smallPlaces.count
                    let name = CityNames.neighbourhood(small, towns: settings.towns)
                    let smallCode = AreaCode(townCode + padded(number + 1, 3))
                    smallPlaces.append(Place(code: smallCode, name: name, level: .neighbourhood, parent: 1 + districts + town))
                    townOfNeighbourhood.append(town)
                    districtOfNeighbourhood.append(district)
                    for node in group { sewer.nodes[node].neighbourhood = small }
                }
            }
        }
        places += townPlaces + smallPlaces
        for node in sewer.nodes {
            var place = 1 + districts + towns + node.neighbourhood
            while place >= 0 {
                places[place].persons += node.persons
                place = places[place].parent
            }
        }
    }

    private static func halved(_ nodes: [Int], into parts: Int, _ sewer: CitySewer) -> [[Int]] {
        guard parts > 1, nodes.count > parts else { return [nodes] + [[Int]](repeating: [], count: max(0, parts - 1)) }
        let xs = nodes.map { sewer.nodes[$0].x }
        let ys = nodes.map { sewer.nodes[$0].y }
        let isWide = (xs.max() ?? 0) - (xs.min() ?? 0) >= (ys.max() ?? 0) - (ys.min() ?? 0)
        let key = { (node: Int) in isWide ? sewer.nodes[node].x : sewer.nodes[node].y }
        let sorted = nodes.sorted { (key($0), $0) < (key($1), $1) }
        let left = parts / 2
        let total = nodes.reduce(0) { $0 + sewer.nodes[$1].persons }
        let target = total * left / parts
        var people = 0
        var cut = 0
        while cut < sorted.count - (parts - left), cut < left || people < target {
            people += sewer.nodes[sorted[cut]].persons
            cut += 1
        }
        return halved(Array(sorted[..<cut]), into: left, sewer) + halved(Array(sorted[cut...]), into: parts - left, sewer)
    }
}
