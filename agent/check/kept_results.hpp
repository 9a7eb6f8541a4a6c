#pragma once

#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "agent/check/result.hpp"
#include "wire/time.hpp"

namespace magpie::agent::check {

/// The results of the last day, a file each in a directory on tmpfs: sixteen at most.
class KeptResults {
  public:
    explicit KeptResults(std::string directory) : directory_(std::move(directory)) {}

    /// The newest that is there and no day older than `now`; nothing where there is none.
    [[nodiscard]] std::optional<Result> newest(UtcMs now) const;
    /// Removes what is too old, or too many. The error is a sentence.
    [[nodiscard]] tl::expected<void, std::string> keep(const Result& result) const;

  private:
    std::string directory_;
};

}  // namespace magpie::agent::check
