#pragma once

#include <span>
#include <string>

#include "collector/fleet/series.hpp"
#include "collector/fleet/shape.hpp"

namespace magpie::collector {

/// What a node says in its info metrics, as its Node keeps it: a text for each of `plan.info_slots`, each ended by a
/// newline. Two of one family never have one text: what stands twice on a page costs Prometheus both. The second of two
/// equal ones says `,duplicate="N"`, and nothing else.
[[nodiscard]] std::string info_texts(const ShapePlan& plan, std::span<const InfoLabels> info);

}  // namespace magpie::collector
