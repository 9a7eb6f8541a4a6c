#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "platform/log/log.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// When the certificates and revocation lists end by which the collector, and what it was told to watch, is known. The
/// files are read when somebody asks, and not more often than once a minute. Lives on the loop's thread; owned by
/// `app`, and the log outlives it.
class CertificateEnds {
  public:
    static constexpr Milliseconds look_every{60'000};

    CertificateEnds(std::vector<std::string> paths, const log::Log& log);

    /// Seconds since 1970 by the name of the file, without its directory; of several with one name the earliest. 0 for
    /// one that cannot be read, and the log says once why.
    using Seconds = std::map<std::string, std::uint64_t>;
    [[nodiscard]] const Seconds& at(const Now& now);

  private:
    void look();

    std::vector<std::string> paths_;
    std::vector<std::string> troubles_;  // by path; empty where there is none
    const log::Log* log_;
    Seconds ends_;
    std::optional<Monotonic> next_look_;
};

/// The earliest end in a file. The error is a sentence that names it.
[[nodiscard]] tl::expected<UtcMs, std::string> end_of_file(const std::string& path);

}  // namespace magpie::collector
