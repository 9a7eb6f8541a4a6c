#include "platform/config/checks.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace magpie::config {
namespace {

std::string written(double value) {
    return fmt::format("{}", value);  // libstdc++ has 150 kB of tables for the same
}

}  // namespace

std::string Between::sentence() const {
    return "must be between " + written(least_) + " and " + written(most_);
}

Refusal NotEmpty::operator()(const std::string& value) const {
    return value.empty() ? Refusal("must not be empty") : std::nullopt;
}

Refusal NotEmpty::operator()(const std::vector<std::string>& values) const {
    if (values.empty()) {
        return "must name at least one";
    }
    const bool blank =
        std::any_of(values.begin(), values.end(), [](const std::string& value) { return value.empty(); });
    return blank ? Refusal("must not have an empty entry") : std::nullopt;
}

Refusal OneOf::operator()(const std::string& value) const {
    if (std::find(names_.begin(), names_.end(), value) != names_.end()) {
        return std::nullopt;
    }
    std::string sentence = "must be ";
    for (std::size_t i = 0; i < names_.size(); ++i) {
        sentence += (i == 0 ? "`" : i + 1 == names_.size() ? " or `" : ", `");
        sentence += std::string(names_[i]) + "`";
    }
    return sentence;
}

}  // namespace magpie::config
