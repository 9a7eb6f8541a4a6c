// A page token as a pole reads it: the text that somebody shows, and what is inside.

#include <openssl/err.h>

#include <string>

#include "platform/tls/signed_page_token.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/pole_page/page_token.hpp"
#include "wire/pole_page/pole_report.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using fuzz::require;
    const auto carried = read_page_token_text(bytes);
    require(!carried || read_page_token_text(page_token_text(*carried)) == carried, "a text is the same read again");
    // What reads as a token needs no luck to get there.
    const auto as_text = page_token_text({std::string(bytes.substr(0, 2000)), "s", "c"});
    const auto again = read_page_token_text(as_text);
    require(as_text.empty() || (again && again->content == bytes.substr(0, 2000)), "what was written is read");

    const auto token = decode_page_token(bytes);
    require(!token || encode(*token) == bytes, "a token has one form");
    require(!token || token->until - token->from <= longest_page_token, "no token lasts longer than a day");

    const auto read = tls::read_signed_page_token(bytes, {}, "/nonexistent/ca.crt", Now{});
    require(!read, "without a city nobody is believed");
    require(ERR_peek_error() == 0, "nothing is left in OpenSSL's queue");

    const auto place = pole_report_place(bytes);
    require(!place || (!place->area.empty() && !place->node.empty()), "a place has two names");
}
