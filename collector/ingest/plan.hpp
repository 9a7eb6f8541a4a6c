#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "collector/fleet/shape.hpp"
#include "collector/ingest/birth_skeleton.hpp"
#include "wire/sparkplug/datatype.hpp"

namespace magpie::collector {

/// One series of a birth after its checks.
struct PlannedSeries {
    std::string path;
    std::uint32_t datatype = 0;
    Labels labels;
    std::string help;
};

/// How to read the data of nodes that share a birth list: a type and a slot of the fleet for every alias. Slot = alias
/// - 1.
struct Plan {
    std::uint64_t id = 0;     // of the content; names it in the database
    std::uint64_t shape = 0;  // the hash its nodes put into each report
    ShapeIndex fleet_shape{};
    std::uint64_t fleet_serial = 0;  // of the shape: while it lives
    std::vector<sparkplug::DataType> types;
    std::optional<std::uint32_t> interval_slot;  // magpie_node_report_interval_seconds
    std::string content;

    /// Whether the list of `other` is the beginning of this one, so that its slots mean the same here.
    [[nodiscard]] bool begins_with(const Plan& other) const;
    /// How many series of this list are not in that of `other`; null: all.
    [[nodiscard]] std::size_t new_since(const Plan* other) const;
    BirthSkeleton skeleton;  // of a birth that said so; empty until one is read that can be recognised
};

/// Every plan in use, once each. They are told apart by content under a strong hash, never by the hash that nodes
/// compute: one hostile pole must not be able to stand in for a model. One thread; owned by Ingest.
class Plans {
  public:
    explicit Plans(Fleet& fleet) : fleet_(fleet) {}

    /// With the skeleton of the birth, unless it is empty, known() finds the plan for the next of its kind. The latest
    /// counts: a first one that is odd in a way that its content does not show slows nobody down for long.
    [[nodiscard]] std::shared_ptr<const Plan> intern(const std::vector<PlannedSeries>& series, std::uint64_t shape,
                                                     BirthSkeleton skeleton = {});
    /// The plan whose skeleton a birth with this hash is to be held against, and which it has only if it says the same:
    /// nobody is taken at his hash. Null when there is none.
    [[nodiscard]] std::shared_ptr<const Plan> known(std::uint64_t shape) const;
    /// From the database; null when the content cannot be read.
    [[nodiscard]] std::shared_ptr<const Plan> restore(std::string_view content);

  private:
    std::shared_ptr<Plan> find_or_make(std::string content, const std::vector<PlannedSeries>& series,
                                       std::uint64_t shape);
    /// Not so when somebody kept a plan that no node had any more: the fleet may have given its place to another.
    [[nodiscard]] bool has_its_shape(const Plan& plan) const;

    Fleet& fleet_;
    std::unordered_map<std::uint64_t, std::weak_ptr<Plan>> plans_;
    std::unordered_map<std::uint64_t, std::weak_ptr<const Plan>> latest_;  // by shape, of those with a skeleton
    std::size_t sweep_at_ = 64;  // a node that changes its list for ever leaves nothing behind
};

/// Names a content so that no node can find another with the same name.
[[nodiscard]] std::uint64_t strong_hash(std::string_view content);

/// The info labels of one node as they are kept in the database.
[[nodiscard]] std::string encode_info(const std::vector<InfoLabels>& info);
[[nodiscard]] std::vector<InfoLabels> decode_info(std::string_view bytes);

}  // namespace magpie::collector
