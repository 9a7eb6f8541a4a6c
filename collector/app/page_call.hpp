#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "platform/http/client.hpp"
#include "platform/http/credentials.hpp"

namespace magpie::collector {

/// What a command of ours asks of the pages of one collector: a GET, unless it says otherwise.
struct PageCall {
    std::string target;
    std::size_t longest = std::size_t{1} << 20;  // answer
    std::optional<std::string> body{};           // a signed order: a POST
    bool removes = false;                        // a DELETE
};

/// One call and its answer; where there is none it is said why, for the person who typed it.
[[nodiscard]] std::optional<http::Answer> ask_page(const http::Url& url, const http::Credentials& credentials,
                                                   const PageCall& call);

/// Either may be empty: no token is shown, the system's CAs are trusted. Nothing when a file cannot be read, which is
/// said.
[[nodiscard]] std::optional<http::Credentials> credentials_of(const std::string& token_file,
                                                              const std::string& ca_file);

/// scheme://host:port
[[nodiscard]] std::string name_of(const http::Url& url);

/// The reason of a refusal, or what else stands in the answer, for a person.
[[nodiscard]] std::string words_of(const http::Answer& answer);

/// A sentence for the person who typed the command.
void say(const std::string& sentence);

}  // namespace magpie::collector
