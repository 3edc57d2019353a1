/// How large a synthetic city is, and which one of its kind.
///
/// Every size gives a consistent city. What was asked is raised where a city would make no
/// sense: five sites at least, and twenty manholes a site.
package struct SampleCitySettings: Hashable, Sendable {
    /// The default size: 19 key and 3 focus points.
    package static let defaultSites = 22
    /// The default sewer, in manholes.
    package static let defaultManholes = 2000
    /// The seed of the sample data that come with the project.
    package static let defaultSeed: UInt64 = 20_250_101
    /// Fewer sites cannot hold the events.
    package static let fewestSites = 5

    /// Sampling points, key and focus together.
    package let sites: Int
    /// Junctions and wet wells; the plants' outfalls come on top.
    package let manholes: Int
    /// Chooses the city among those of its size.
    package let seed: UInt64

    /// Settings of a city.
    ///
    /// - Parameters:
    ///   - sites: sampling points; below 5 is raised to 5, above 20,000 cut.
    ///   - manholes: raised to 20 a site and to 300; above 4,000,000 cut.
    ///   - seed: the same seed gives the same bytes on any machine.
    package init(sites: Int = defaultSites, manholes: Int = defaultManholes, seed: UInt64 = defaultSeed) {
        self.sites = min(max(sites, SampleCitySettings.fewestSites), 20_000)
        self.manholes = min(max(manholes, self.sites * 20, 300), 4_000_000)
        self.seed = seed
    }

    /// Focus points among the sites: three from twelve sites on, about one in seven beyond 22.
    package var focusSites: Int { sites < 12 ? 1 : max(3, sites * 3 / 22) }
    /// Plants and the other key points.
    package var keySites: Int { sites - focusSites }
    /// Districts, each with a plant and a sewershed of its own.
    package var districts: Int { max(3, min(sites / 8, keySites)) }
    /// Four a district.
    package var towns: Int { districts * 4 }
    /// Ten for every three towns.
    package var neighbourhoods: Int { districts * 40 / 3 }
    /// Characters of the number in a site's code.
    var siteDigits: Int { max(2, String(keySites).count) }
}
