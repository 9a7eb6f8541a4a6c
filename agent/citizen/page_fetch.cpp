#include <utility>

#include "agent/citizen/page_fetch.hpp"

#include "agent/internet/dns.hpp"

namespace magpie::agent::citizen {

namespace {

using probe::State;

constexpr Milliseconds patience_of_a_name{3000};

files::File take_last(std::vector<files::File>& files) {
    files::File last = std::move(files.back());
    files.pop_back();
    return last;
}

}  // namespace

PageFetch::~PageFetch() {
    if (query_) {
        query_->close();
    }
}

void PageFetch::find(const std::string& host, Found found) {
    boost::system::error_code is_name;
    const auto address = boost::asio::ip::make_address_v4(host, is_name);
    if (!is_name) {
        found(address);
    } else if (const auto known = known_.find(host); known != known_.end()) {
        found(known->second);
    } else {
        ask(host, 0, std::move(found));
    }
}

void PageFetch::ask(const std::string& host, std::size_t server, Found found) {
    if (server == name_servers_.size() || questions_.empty()) {
        found(tl::unexpected(name_servers_.empty() || questions_.empty() ? State::no_address : State::no_answer));
        return;
    }
    auto socket = datagram::QuerySocket::over(take_last(questions_), {name_servers_[server], dns_port});
    if (!socket) {
        found(tl::unexpected(probe::state_of(socket.error())));
        return;
    }
    // Not over TCP: that would be a connection of the pole's own, to wherever the network says.
    probe::DnsProbe probe(
        {.name = host, .id = static_cast<std::uint16_t>(random_()), .tcp_too = false, .timeout = patience_of_a_name});
    query_ = std::make_shared<Query>(
        loop_, clock_, std::move(*socket), std::move(probe),
        [this, host, server, found = std::move(found)](const probe::Outcome& outcome) {
            if (outcome.state == State::no_answer) {
                ask(host, server + 1, found);
            } else if (outcome.address && outcome.state == State::answered) {
                known_[host] = Address(*outcome.address);
                found(Address(*outcome.address));
            } else {
                found(tl::unexpected(outcome.state == State::answered ? State::no_data : outcome.state));
            }
        });
    query_->begin({});
}

void PageFetch::fetch(const Wanted& wanted, Fetched fetched) {
    const auto url = http::parse_url(wanted.url);
    if (!url) {
        fetched(tl::unexpected(State::wrong_answer));  // a redirect to nowhere
        return;
    }
    find(url->host, [this, url = *url, wanted, fetched = std::move(fetched)](tl::expected<Address, State> address) {
        if (!address || pages_.empty()) {
            fetched(tl::unexpected(address ? State::redirects : address.error()));
            return;
        }
        http::VisitSettings settings{.url = url, .address = *address};
        settings.timeout = wanted.timeout;
        settings.socket = take_last(pages_);
        settings.download = wanted.download;
        settings.body_type = wanted.body_type;
        visit_ = http::Visit::start(loop_, std::move(settings),
                                    [fetched](const http::Visited& visited) { fetched(visited); });
    });
}

}  // namespace magpie::agent::citizen
