#pragma once

#include <string_view>
#include <vector>

namespace magpie::conformance {

/// One rule of Sparkplug 3.0 and the ids under which the specification's own test kit knows it (without their
/// `tck-id-`). Each id is a test of its own, named after it; those that state one rule share its body.
struct Rule {
    std::vector<std::string_view> ids;
    std::string_view text;
    void (*body)();              // null: not applicable
    std::string_view why_not{};  // the reason
};

[[nodiscard]] inline Rule covered(std::vector<std::string_view> ids, std::string_view text, void (*body)()) {
    return {std::move(ids), text, body};
}
[[nodiscard]] inline Rule not_applicable(std::vector<std::string_view> ids, std::string_view text,
                                         std::string_view why_not) {
    return {std::move(ids), text, nullptr, why_not};
}

/// The rules of one file of this folder, as docs/conformance.md groups them.
struct Chapter {
    std::string_view title;
    std::string_view file;
    std::vector<Rule> rules;
};

[[nodiscard]] Chapter topics();
[[nodiscard]] Chapter delivery();
[[nodiscard]] Chapter edge_session();
[[nodiscard]] Chapter payloads();
[[nodiscard]] Chapter host_application();
[[nodiscard]] Chapter other_profiles();

}  // namespace magpie::conformance
