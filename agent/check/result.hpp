#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/check/layer.hpp"
#include "wire/time.hpp"

namespace magpie::agent::check {

enum class Verdict : std::uint8_t { pass, warn, fail };
inline constexpr std::array<std::string_view, 3> verdict_words{"pass", "warn", "fail"};
[[nodiscard]] constexpr std::string_view word(Verdict verdict) {
    return verdict_words[static_cast<std::size_t>(verdict)];
}

/// One check of one pole, whole. A value.
struct Result {
    std::string program{};  // "magpie-agent 0.1.0"
    std::string area{};
    std::string node{};
    UtcMs begun{};
    double seconds = 0;
    bool accept = false;  // as an acceptance test: a warning is a failure
    Verdict verdict = Verdict::pass;
    std::optional<std::size_t> first{};  // of layers, that is wrong and that nothing else explains
    std::vector<Layer> layers{};         // in the order of layer_ids
};

/// The ids of a check of a pole with these networks, in their order.
[[nodiscard]] std::vector<std::string> layers_of(const std::vector<std::string>& ssids);

/// Gathers layers as they are judged, in whatever order, and gives each on as soon as all that might explain it are
/// judged: then it is known whether it is to blame. A value; owned by who runs the check.
class Layers {
  public:
    explicit Layers(const std::vector<std::string>& ids);

    /// Judged, of those that are wanted; one that is judged already stays as it is.
    void add(Layer layer);
    /// What nobody has judged so far is skipped: it took too long.
    void give_up();
    /// The next that is final; null where there is none.
    [[nodiscard]] const Layer* take();
    [[nodiscard]] bool all_taken() const;
    [[nodiscard]] bool is_judged(std::string_view id) const;

    /// Of all of them, once all are taken: the verdict and the first that is wrong.
    [[nodiscard]] Result result(bool accept) const;

  private:
    struct Place {
        Layer layer{};
        bool judged = false;
        bool taken = false;
    };
    [[nodiscard]] const Place* place(std::string_view id) const;
    [[nodiscard]] bool is_known(const Place& place) const;
    [[nodiscard]] bool is_explained(const Layer& layer) const;

    std::vector<Place> places_;
};

/// A layer that is another than before; one that was not there counts as skipped.
struct Change {
    std::string layer{};
    State before{};
    State now{};
};
/// In the order of the layers.
[[nodiscard]] std::vector<Change> changes(const Result& before, const Result& now);

/// 0 passed, 1 warned, else by what is wrong first: 10 power and PoE, 11 door and temperature, 12 the line (link, lldp,
/// vlan), 13 dhcp, 14 gateway, 15 dns, 16 internet and portal, 17 time, 18 collector, 19 radios and networks, 20
/// sensors, 21 storage.
[[nodiscard]] int exit_code(const Result& result);

}  // namespace magpie::agent::check
