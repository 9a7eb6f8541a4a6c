#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "platform/http/client.hpp"

namespace magpie::collector {

/// What `magpie-collector quarantine` and `quarantine release` were told.
struct QuarantineCall {
    std::string node;             // to be released; empty: to look
    std::vector<http::Url> urls;  // of collectors, without the path of a page
    std::string token_file;       // with the scope command, or security to look; empty: none is shown
    std::string ca_file;          // of the collectors' certificates; empty: those the system trusts
};

/// Prints who is in quarantine at the first collector that answers, a line each.
[[nodiscard]] int show_quarantine(const QuarantineCall& call);

/// Asks each collector to hear the node again, and prints what came of it, a line each; 0 when one released it. Of a
/// pair the one that stands by releases nobody.
[[nodiscard]] int release_from_quarantine(const QuarantineCall& call);

/// The page of GET /api/v1/quarantine as a table for people; the error is a sentence.
[[nodiscard]] tl::expected<std::string, std::string> quarantine_table(std::string_view page);

/// The page of one node; its name may hold anything.
[[nodiscard]] std::string quarantine_target(std::string_view node);

}  // namespace magpie::collector
