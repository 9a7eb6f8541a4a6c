#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "collector/exposition/open_metrics.hpp"
#include "collector/exposition/shard.hpp"
#include "collector/fleet/fleet.hpp"

namespace magpie::collector {

class PageWriter;

/// One page of metrics in pieces: the fleet may change between two of them, but never within a node's series of one
/// family, so that a histogram is of one report.
///
/// What the collector says of each node comes first, node by node, living or dead. Then it goes family by family, and
/// in a family shape by shape and row by row. Rows do not move while a node keeps its shape, and everything that begins
/// takes a higher serial of the fleet, so two marks keep the page whole without a copy of the fleet: a family younger
/// than the scrape waits for the next scrape, and a row younger than the family at hand waits for the next family. So
/// no series appears twice, whatever is born, dies, changes its shape or is forgotten in between; a node that changed
/// nothing loses nothing; and a node that takes a new shape meanwhile is missing from the family at hand alone.
///
/// Lives on the loop's thread; owned by the response; the fleet outlives it.
class Scrape {
  public:
    /// `own_text` is a page of the collector's own metrics in the text format; it leads in shard 0.
    Scrape(const Fleet& fleet, Shard shard, std::string own_text, Format format = Format::text);

    /// Appends about `budget` bytes, at least one line; false when that was the end.
    bool step(std::string& out, std::size_t budget);

  private:
    enum class Stage : std::uint8_t { own, by_node, families, done };

    bool by_node(PageWriter& page);
    void node_lines(PageWriter& page, const Node& node);
    bool families(PageWriter& page);
    bool family(PageWriter& page, const Family& family);
    bool member(PageWriter& page, const Family& family, const FamilyMember& member);
    void begin_family();
    void header(PageWriter& page, const std::string& lines);

    const Fleet& fleet_;
    Shard shard_;
    Format format_;
    std::string own_text_;
    std::uint64_t began_;
    Stage stage_ = Stage::own;
    std::size_t family_ = 0;  // place: of what is told node by node, then of the fleet's families
    bool family_at_hand_ = false;
    std::uint64_t family_began_ = 0;
    bool header_due_ = true;
    std::size_t node_ = 0;
    std::uint64_t member_serial_ = 0;
    std::uint32_t row_ = 0;
};

}  // namespace magpie::collector
