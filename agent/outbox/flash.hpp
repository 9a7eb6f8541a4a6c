#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <tl/expected.hpp>

namespace magpie::agent {

/// The storage that outlives the power, as an outbox sees it: like Storage, but a card may take seconds to write, so
/// what changes it is only asked for, one thing at a time, and how that ended is said later. Reading is done at once;
/// nobody reads a file that is being written.
class Flash {
  public:
    using Ended = tl::expected<void, std::error_code>;

    virtual ~Flash() = default;

    [[nodiscard]] virtual std::vector<std::string> names() = 0;
    /// Empty when there is none of that name.
    [[nodiscard]] virtual tl::expected<std::string, std::error_code> read(const std::string& name) = 0;
    /// As Storage::write(). Not while something is under way.
    virtual void write(std::string name, std::size_t offset, std::string bytes, bool durable) = 0;
    /// As Storage::remove(). Not while something is under way.
    virtual void remove(std::vector<std::string> names, bool durable) = 0;
    /// How what was asked for ended, once; nothing while it is under way.
    [[nodiscard]] virtual std::optional<Ended> ended() = 0;
};

}  // namespace magpie::agent
