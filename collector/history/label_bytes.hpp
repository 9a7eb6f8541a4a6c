#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "collector/fleet/fleet.hpp"

namespace magpie::collector::history {

/// The labels of one series as remote write wants them, a protobuf Label each, sorted by name; left open are the two
/// places where the node's `area` and `node` belong.
struct SeriesLabels {
    std::uint32_t at = 0;  // in the bytes of the shape
    std::uint32_t before_area = 0;
    std::uint32_t before_node = 0;
    std::uint32_t rest = 0;
    std::uint32_t info = 0;  // 1 and up: all of them are the node's own; 0: no info metric
};

/// Of every series of a shape, by slot; a slot that is not exposed has none.
struct ShapeLabels {
    std::vector<SeriesLabels> series;
    std::string bytes;
};

/// What a node adds to the labels of its shape.
struct NodeLabels {
    std::shared_ptr<const ShapeLabels> shape;
    std::string area;               // one Label
    std::string node;               // one Label
    std::vector<std::string> info;  // of each info metric all its labels
};

/// Pieces that make the labels of one series when put one behind the other; none for a slot that has no series.
struct LabelPieces {
    std::string_view before_area;
    std::string_view area;
    std::string_view before_node;
    std::string_view node;
    std::string_view rest;

    [[nodiscard]] std::size_t size() const {
        return before_area.size() + area.size() + before_node.size() + node.size() + rest.size();
    }
};
[[nodiscard]] LabelPieces pieces(const NodeLabels& labels, std::uint32_t slot);

/// Reads `a="1",b="2"` (or `,a="1"`) of the text format 0.0.4 with its escapes. Nothing when it is none.
[[nodiscard]] std::optional<Labels> parse_labels(std::string_view text);

/// Labels are taken from the fleet's cached text, so that a series has the same ones in the history and on /metrics.
[[nodiscard]] ShapeLabels shape_labels(const Shape& shape);
[[nodiscard]] NodeLabels node_labels(const Node& node, const Shape& shape, std::shared_ptr<const ShapeLabels> labels);

/// Label bytes of every node that reports, made once a birth. Owned by the History, on its thread.
class LabelCache {
  public:
    explicit LabelCache(const Fleet& fleet);

    /// Of the node as it is now; null when it has no shape.
    [[nodiscard]] const std::shared_ptr<const NodeLabels>& of(NodeIndex node);
    /// Of `magpie_node_up` of this node: its only series, slot 0.
    [[nodiscard]] std::shared_ptr<const NodeLabels> of_up(NodeIndex node) const;

  private:
    struct Cached {
        std::uint64_t node_serial = 0;
        std::uint64_t shape_serial = 0;
        std::string info;
        std::shared_ptr<const NodeLabels> labels;
    };
    [[nodiscard]] std::shared_ptr<const ShapeLabels> of_shape(const Shape& shape);

    const Fleet& fleet_;
    const std::shared_ptr<const NodeLabels> none_;
    std::shared_ptr<const ShapeLabels> up_;
    std::vector<Cached> nodes_;                                                   // by index
    std::unordered_map<std::uint64_t, std::weak_ptr<const ShapeLabels>> shapes_;  // by serial
    std::size_t sweep_at_ = 64;
};

}  // namespace magpie::collector::history
