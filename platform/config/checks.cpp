#include "platform/config/checks.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace magpie::config {
namespace {

std::string written(double value) {
    char text[64];
    const bool whole = std::abs(value) < 1e15 && value == std::trunc(value);
    const auto end = whole ? std::to_chars(text, text + sizeof text, static_cast<long long>(value))
                           : std::to_chars(text, text + sizeof text, value, std::chars_format::general);
    return {text, end.ptr};
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
