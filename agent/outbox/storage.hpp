#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <tl/expected.hpp>

namespace magpie::agent {

/// Where segments are kept: a flat set of named byte strings. A failure is the system's reason; after one of write()
/// the first `offset` bytes are still there, or all where that is 0, and behind them may be anything.
class Storage {
  public:
    virtual ~Storage() = default;

    [[nodiscard]] virtual std::vector<std::string> names() = 0;
    /// Empty when there is none of that name.
    [[nodiscard]] virtual tl::expected<std::string, std::error_code> read(const std::string& name) = 0;
    /// Afterwards the first `offset` bytes are as they were and `bytes` are all that follows. Where it is `durable`
    /// they outlive the power. no_such_file_or_directory when fewer than `offset` are there; 0 makes what is missing.
    [[nodiscard]] virtual tl::expected<void, std::error_code> write(const std::string& name, std::size_t offset,
                                                                    std::string_view bytes, bool durable) = 0;
    /// In this order; where it is `durable` they do not come back when the power does.
    [[nodiscard]] virtual tl::expected<void, std::error_code> remove(const std::vector<std::string>& names,
                                                                     bool durable) = 0;
};

}  // namespace magpie::agent
