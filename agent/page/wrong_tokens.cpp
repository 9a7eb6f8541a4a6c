#include "agent/page/wrong_tokens.hpp"

#include <algorithm>

namespace magpie::agent::page {

void WrongTokens::begin_window(const Now& now) {
    if (now.mono >= since_ + window) {
        since_ = now.mono;
        all_ = 0;
        clients_.clear();
    }
}

WrongTokens::Of& WrongTokens::of(const Client& client) {
    const auto found = std::ranges::find(clients_, client, &Of::client);
    if (found != clients_.end()) {
        return *found;
    }
    if (clients_.size() < most_clients) {
        clients_.push_back({.client = client});
    }
    return clients_.back();
}

bool WrongTokens::may_try(const Client& client, const Now& now) {
    begin_window(now);
    const auto found = std::ranges::find(clients_, client, &Of::client);
    const bool one_of_many = found == clients_.end() && clients_.size() == most_clients;
    const unsigned wrong = one_of_many ? clients_.back().wrong : found == clients_.end() ? 0 : found->wrong;
    return all_ < most_of_all && wrong < most_of_one;
}

void WrongTokens::add(const Client& client, const Now& now) {
    begin_window(now);
    ++all_;
    ++of(client).wrong;
}

}  // namespace magpie::agent::page
