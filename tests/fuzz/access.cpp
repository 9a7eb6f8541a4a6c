// Files of tokens, and the Authorization header of a request: a number of bytes of the header, the header, the file.

#include <set>
#include <string>

#include "collector/access/token.hpp"
#include "collector/access/tokens_file.hpp"
#include "tests/fuzz/fuzzer.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie::collector;
    using magpie::fuzz::require;
    magpie::fuzz::Input input(bytes);
    const auto header = input.piece();
    if (const auto token = bearer_token(header)) {
        require(!token->empty() && token->size() <= longest_token, "a token has a length");
        require(token->find_first_of(" ,\r\n\t") == std::string_view::npos, "and is one word");
        require(header.ends_with(*token) && header.size() > token->size() + 6, "behind the scheme");
        require(bearer_token("Bearer " + std::string(*token)) == *token, "and is read as it was written");
    }
    const auto tokens = parse_tokens(input.rest());
    if (!tokens) {
        require(tokens.error().starts_with("line ") && tokens.error().find('\n') == std::string::npos,
                "a line is named");
        return;
    }
    std::string text;
    std::set<Digest> digests;
    for (const auto& token : *tokens) {
        require(is_token_name(token.name) && !token.scopes.empty(), "a name, and something to read");
        require(digests.insert(token.digest).second, "no token twice");
        text += written(token) + "\n";
    }
    const auto again = parse_tokens(text);
    require(again && again->size() == tokens->size(), "what was read is written and read again");
    for (std::size_t i = 0; i < tokens->size(); ++i) {
        require((*again)[i].digest == (*tokens)[i].digest && (*again)[i].scopes == (*tokens)[i].scopes &&
                    (*again)[i].name == (*tokens)[i].name,
                "as it was");
    }
}
