#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/console/pole_book.hpp"
#include "collector/console/pole_state.hpp"

namespace magpie::collector::console {

enum class PoleOrder : std::uint8_t { worst, name };

struct PoleQuestion {
    std::string text{};  // words, of which each is somewhere in a pole's texts; small or capital is the same in ASCII
    std::optional<std::uint32_t> area{};
    StateSet states = StateSet::all();
    PoleOrder order = PoleOrder::worst;
    std::optional<std::string> after{};  // PoleList::next of the page before
    std::size_t most = 100;
};

struct PoleList {
    std::vector<std::uint32_t> poles;
    std::size_t total = 0;  // on all pages
    std::string next;       // empty: this is the last page
};

/// Nothing where `after` is none of ours.
[[nodiscard]] std::optional<PoleList> list_poles(const PoleBook& book, const PoleQuestion& question);

}  // namespace magpie::collector::console
