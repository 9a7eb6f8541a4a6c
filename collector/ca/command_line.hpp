#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace magpie::collector::ca {

/// One call of the program: `magpie-ca WORD PLACE... --option VALUE... --flag`.
struct Call {
    std::string command;
    std::vector<std::string> places;
    std::map<std::string, std::vector<std::string>, std::less<>> options;
    std::set<std::string, std::less<>> flags{};

    /// The last of the name; nothing when it was not given.
    [[nodiscard]] std::optional<std::string> option(std::string_view name) const;
    [[nodiscard]] std::string option(std::string_view name, const std::string& otherwise) const;
};

/// What a command takes.
struct Shape {
    std::string_view command;
    std::size_t least_places;
    std::size_t most_places;
    std::vector<std::string_view> options;  // each with a value; one may come several times
    std::vector<std::string_view> needed;   // of these
    std::vector<std::string_view> flags{};  // without a value
};

/// The error is one line for the person who typed it.
[[nodiscard]] tl::expected<Call, std::string> parse_call(const std::vector<std::string>& words,
                                                         const std::vector<Shape>& shapes);

/// A whole number from 1 to `most`. The error begins with the option's name.
[[nodiscard]] tl::expected<unsigned, std::string> number_of(const Call& call, std::string_view option,
                                                            unsigned otherwise, unsigned most);

}  // namespace magpie::collector::ca
