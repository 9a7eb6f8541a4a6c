#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "collector/fleet/family.hpp"
#include "collector/fleet/series.hpp"
#include "collector/fleet/shape.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// A node keeps its index from the first time it is heard of until it is forgotten; then the index may come back.
enum class NodeIndex : std::uint32_t {};

enum class Life : std::uint8_t {
    expected,  // known from before a restart, not heard since: magpie_node_info alone is exposed
    up,
    down,  // died, not yet forgotten: magpie_node_up is 0, magpie_node_info stays
};

enum class NodeKind : std::uint8_t {
    magpie,   // numbers its reports
    foreign,  // any other Sparkplug edge
    device,   // no node: the place where the series of a device behind one stand
};

enum class Set : std::uint8_t {
    applied,
    counter_reset,  // applied, and below the value before
    not_a_number,   // refused, as all below; the series is absent until a good value comes
    out_of_bounds,
    not_exposed,  // the slot has no series: nothing to keep
    no_such_slot,
    node_down,
};

/// How long a dead node is remembered.
inline constexpr std::chrono::hours remembered{24 * 30};
inline constexpr std::size_t most_devices = 64;

/// Stable over restarts and machines: which shard a node is in.
[[nodiscard]] std::uint64_t node_hash(std::string_view area, std::string_view node);

struct Device {
    std::string name;
    std::string label;  // `,device="d"} `
    bool up = false;
    UtcMs since{};
    std::uint32_t series = ~std::uint32_t{0};  // where they stand, while it is up and has any
};

/// How far one value of a node is from those of its neighbours. `quantity` is a literal.
struct Deviation {
    std::string_view quantity;
    std::uint32_t entry = 0;  // of the node's shape
    double value = 0;
};

/// What is known of one node, but for its values. For readers.
struct Node {
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    std::uint64_t serial = 0;  // when it was first heard of; 0: a free place
    std::uint64_t hash = 0;
    std::string area;
    std::string node;
    std::unique_ptr<char[]> text;  // `area="a",node="n"`, with room behind it
    std::uint32_t text_size = 0;
    std::uint32_t shape = none;
    std::uint32_t row = none;  // only while up
    Life life = Life::expected;
    NodeKind kind = NodeKind::magpie;
    bool reported = false;
    bool maintenance = false;  // people work at it
    std::string info;          // one text for each info slot of the shape (`,version="1"`), each ended by a newline
    std::vector<Device> devices;
    std::vector<Deviation> deviations;  // only while it has a row
    UtcMs last_report{};
    UtcMs died_at{};
    std::uint64_t lost = 0;
    std::uint32_t died_before = none;  // the list of the dead, oldest first
    std::uint32_t died_after = none;

    /// The labels of an info metric (`,version="1"`), by the number its entry in the shape has.
    [[nodiscard]] std::string_view info_text(std::uint32_t which) const;
};

struct Forgotten {
    NodeIndex index{};
    std::string area;
    std::string node;
};

/// The present state of every node: one row of values a live node, one text of labels a shape. Every call is O(1) in
/// the number of nodes; a birth is linear in its own series. Lives on the loop's thread; owned by `app`, written by
/// ingest, read by exposition.
///
/// `area` and `node` must be plain text (wire/text.hpp).
class Fleet {
  public:
    Fleet();
    ~Fleet();
    Fleet(const Fleet&) = delete;
    Fleet& operator=(const Fleet&) = delete;

    /// The same list comes back as the same index while a node holds it. `hash` only finds it faster: two lists under
    /// one hash are two shapes. A shape that no node took is freed by the next forget_expired().
    ShapeIndex intern(std::uint64_t hash, std::span<const SeriesDescription> series);

    /// A node from before a restart, with its last birth if it is still known. A node already known stays as it is.
    NodeIndex expect(std::string_view area, std::string_view node, std::optional<ShapeIndex> shape,
                     std::span<const InfoLabels> info);
    /// A birth, also of a node that is up: all values are absent, all devices down.
    NodeIndex born(std::string_view area, std::string_view node, std::optional<ShapeIndex> shape,
                   std::span<const InfoLabels> info, UtcMs now, NodeKind kind = NodeKind::magpie);
    /// Up again with its last birth, values absent: for a node given up or expected that speaks within the same
    /// session. Nothing happens to a node that is up.
    void revive(NodeIndex node, UtcMs now);
    /// Its series leave at once, but for what the collector says of it. An expected node is given up this way. A node
    /// already down keeps the time of its death.
    void died(NodeIndex node, UtcMs now);
    /// Forgets the dead of 30 days; the caller drops what it keeps under these indices and names.
    std::vector<Forgotten> forget_expired(UtcMs now);

    Set set(NodeIndex node, std::uint32_t slot, double value);
    /// What an info metric says from now on.
    Set set_info(NodeIndex node, std::uint32_t slot, const Labels& labels);
    /// What set() would say of a value that is not of the present, whether the node is up or not; nothing is changed.
    [[nodiscard]] Set judge(NodeIndex node, std::uint32_t slot, double value) const;
    void clear(NodeIndex node, std::uint32_t slot);
    void reported(NodeIndex node, UtcMs now);
    /// Reports lost in all, over every epoch.
    void set_lost(NodeIndex node, std::uint64_t total);
    void set_maintenance(NodeIndex node, bool is);
    /// Instead of those before; they leave with the node's series, and stay over a birth while it is up: an alert that
    /// waits for an hour would begin anew.
    void set_deviations(NodeIndex node, std::vector<Deviation> deviations);
    /// False when the node is not up or has too many devices. A device stays, as down, until 30 days after its death.
    bool device_born(NodeIndex node, std::string_view device, UtcMs now);
    void device_died(NodeIndex node, std::string_view device, UtcMs now);
    /// Series of a device, all absent at first, for set() and clear() under an index of their own. They leave with the
    /// device, and the index with them. Nothing when the device is not up.
    std::optional<NodeIndex> expose_device(NodeIndex node, std::string_view device, ShapeIndex shape);

    [[nodiscard]] std::optional<NodeIndex> find(std::string_view area, std::string_view node) const;
    [[nodiscard]] const Node& node(NodeIndex node) const { return nodes_[static_cast<std::uint32_t>(node)]; }
    [[nodiscard]] Life life(NodeIndex index) const { return node(index).life; }
    /// The labels of magpie_node_info (`,version="1"`) as the last birth said them, whether the node lives or not;
    /// nothing when it did not.
    [[nodiscard]] std::optional<std::string_view> node_info(const Node& node) const;
    /// By slot, absent is NaN; empty unless the node is up.
    [[nodiscard]] std::span<const double> values(NodeIndex node) const;

    struct Counts {
        std::size_t up = 0;
        std::size_t down = 0;
        std::size_t expected = 0;
        std::size_t devices_up = 0;
        std::size_t series = 0;  // of live nodes, present or absent; those the collector writes not among them
        std::size_t shapes = 0;
    };
    [[nodiscard]] const Counts& counts() const { return counts_; }

    // What readers go through. References hold until the next change; places hold as said at Family, Shape, Row and
    // Node, and a serial tells whether a place is still the one that was seen: it grows with everything that begins and
    // never comes back.
    [[nodiscard]] std::uint64_t serial() const { return serial_; }
    [[nodiscard]] const std::vector<Family>& families() const { return families_.places(); }
    [[nodiscard]] const std::vector<Shape>& shapes() const { return shapes_; }
    [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }

  private:
    struct Key {
        std::string_view area;
        std::string_view node;
        std::uint64_t hash;
    };
    /// By what its series is called, whatever its number is.
    struct NamedDeviation {
        std::string name;
        Deviation deviation;
    };
    struct Hash {
        using is_transparent = void;
        const std::vector<Node>* nodes;
        std::size_t operator()(std::uint32_t index) const { return (*nodes)[index].hash; }
        std::size_t operator()(const Key& key) const { return key.hash; }
    };
    struct Equal {
        using is_transparent = void;
        const std::vector<Node>* nodes;
        bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
        bool operator()(const Key& a, std::uint32_t b) const {
            return a.area == (*nodes)[b].area && a.node == (*nodes)[b].node;
        }
        bool operator()(std::uint32_t a, const Key& b) const { return (*this)(b, a); }
    };

    std::uint32_t new_place(std::string_view text, std::uint64_t hash);
    std::uint32_t find_or_create(std::string_view area, std::string_view node);
    void hold(std::uint32_t node, std::optional<ShapeIndex> shape, std::span<const InfoLabels> info);
    void release(Node& node);
    void begin_row(std::uint32_t node, std::optional<ShapeIndex> shape, std::span<const InfoLabels> info);
    void take_row(std::uint32_t node);
    void leave_row(Node& node);
    [[nodiscard]] std::vector<NamedDeviation> named_deviations(const Node& node) const;
    void keep_deviations(Node& node, std::span<const NamedDeviation> deviations);
    void become(std::uint32_t node, Life life, UtcMs now);
    void devices_down(Node& node, UtcMs now);
    void device_down(Device& device, UtcMs now);
    void enter_dead(std::uint32_t node, UtcMs now);
    void leave_dead(std::uint32_t node);
    void free_shape(std::uint32_t shape);
    std::size_t& count_of(Life life);

    std::uint64_t serial_ = 0;
    Counts counts_;
    FamilyTable families_;
    std::vector<Shape> shapes_;
    std::vector<std::uint32_t> free_shapes_;
    std::vector<std::uint32_t> untaken_shapes_;
    std::unordered_multimap<std::uint64_t, std::uint32_t> shapes_by_hash_;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> free_nodes_;
    std::unordered_set<std::uint32_t, Hash, Equal> by_name_;
    std::uint32_t first_dead_ = Node::none;
    std::uint32_t last_dead_ = Node::none;
};

}  // namespace magpie::collector
