#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace magpie::collector {

using Labels = std::vector<std::pair<std::string, std::string>>;

/// One series of a birth. The place in the list is its slot; alias 1 is slot 0.
struct SeriesDescription {
    std::string name;   // of Prometheus ("magpie_link_up"); empty or no metric name: a slot that is not exposed
    std::string help;   // counts only outside the catalogue
    Labels labels;      // besides area and node; of an info metric of the catalogue none, for those differ by node
    bool info = false;  // outside the catalogue: an info metric, with labels of its own at each node

    friend bool operator==(const SeriesDescription&, const SeriesDescription&) = default;
};

/// What an info metric of one node says: its labels besides area and node.
struct InfoLabels {
    std::uint32_t slot = 0;
    Labels labels;

    friend bool operator==(const InfoLabels&, const InfoLabels&) = default;
};

}  // namespace magpie::collector
