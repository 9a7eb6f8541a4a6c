#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/reports/report_brief.hpp"
#include "collector/reports/report_seal.hpp"
#include "platform/log/rate_limit.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// What becomes of a report that a pole brings.
enum class ReportOutcome : std::uint8_t {
    stored,
    repeated,   // it is there already
    format,     // no report, or too large
    signature,  // not as it was signed, or by nobody of the city's CA
    identity,   // by another node, or of another than its topic says
    quota,      // more than a node has to say
    not_kept,   // the disk
};
inline constexpr std::string_view report_outcome_words[] = {"stored",   "repeated", "format",  "signature",
                                                            "identity", "quota",    "not_kept"};

/// Signed reports of technicians, as poles bring them (docs/pole-page.md): the last few of each node in a directory.
/// Whatever comes is hostile until a node's certificate has signed it. One thread; owned by `app`.
class ReportShelf {
  public:
    struct Settings {
        std::string directory{};  // empty: none is kept
        std::string ca_file{};    // whose nodes are believed
        std::size_t kept = 8;     // of a node
    };
    struct Kept {
        std::string id;
        std::string area;
        std::string node;
        UtcMs received{};
        std::size_t bytes = 0;
    };
    using Counts = std::array<std::uint64_t, std::size(report_outcome_words)>;

    explicit ReportShelf(Settings settings);

    /// Of one message. The pole is to be told of what is stored or repeated, by its name (pole_report_id()).
    [[nodiscard]] ReportOutcome take(std::string_view topic, std::string_view cms, const Now& now);

    /// The newest first; those of an area or a node where one is given.
    [[nodiscard]] std::vector<Kept> list(std::string_view area, std::string_view node) const;
    /// Null where there is none of that name. As long as no other is taken.
    [[nodiscard]] const Kept* find(std::string_view id) const;
    /// As it was signed (CMS, DER). Nothing where its file is damaged.
    [[nodiscard]] std::optional<std::string> read(const Kept& one) const;
    /// What a list says of it, from its file. Nothing where that is damaged.
    [[nodiscard]] std::optional<ReportBrief> brief(const Kept& one) const;
    /// Whether the signature of what was read holds.
    [[nodiscard]] Seal seal(const Kept& one, std::string_view cms) const;
    [[nodiscard]] const Counts& counts() const { return counts_; }

  private:
    [[nodiscard]] ReportOutcome judge(std::string_view topic, std::string_view cms, const Now& now);
    [[nodiscard]] ReportOutcome store(const std::string& area, const std::string& node, std::string_view cms,
                                      const Now& now);
    [[nodiscard]] std::string file_of(const Kept& one) const;

    Settings settings_;
    std::vector<Kept> kept_;  // the oldest first
    Counts counts_{};
    log::RateLimit of_node_{{.burst = 16, .refill = std::chrono::minutes(1), .keys = 20'000}};
    // Each costs a signature and a write to the disk, on the loop.
    log::RateLimit of_all_{{.burst = 20, .refill = Milliseconds{200}, .keys = 1}};
};

/// A report as it is shown: {"report":{...},"cms":"<base64>","signature":{"held","fault","signer","serial"}}. Empty
/// where there is none.
[[nodiscard]] std::string report_file(std::string_view cms, const Seal& seal);

}  // namespace magpie::collector
