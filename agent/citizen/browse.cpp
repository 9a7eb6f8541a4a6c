#include <utility>

#include "agent/citizen/browse.hpp"

#include <algorithm>
#include <chrono>

#include "agent/probe_line/page_run.hpp"

namespace magpie::agent::citizen {

namespace {

using probe::State;

constexpr Milliseconds patience_of_a_page{10'000};
constexpr Milliseconds patience_of_portal{15'000};
constexpr Milliseconds patience_of_download{20'000};
constexpr unsigned first_error = 400;
constexpr unsigned first_redirect = 300;

}  // namespace

Browse::Browse(const platform::Clock& clock, Settings settings, std::unique_ptr<PageFetch> fetch, Visitor visitor)
    : clock_(clock), settings_(std::move(settings)), visitor_(std::move(visitor)), fetch_(std::move(fetch)) {}

void Browse::begin() {
    const auto& first = settings_.portal_url.empty() ? settings_.page_url : settings_.portal_url;
    const auto url = http::parse_url(first);
    const auto host = url ? url->host : std::string();
    boost::system::error_code is_name;
    (void)boost::asio::ip::make_address_v4(host, is_name);
    if (!is_name) {
        begin_portal();  // nobody's name is asked for
        return;
    }
    visitor_.begins(Stage::dns);
    fetch_->find(host, [this](tl::expected<PageFetch::Address, State> address) {
        if (!address) {
            visitor_.fails(probe::word(address.error()));
        } else {
            visitor_.succeeds();
            begin_portal();
        }
    });
}

void Browse::begin_portal() {
    if (settings_.portal_api.empty() && settings_.portal_url.empty()) {
        begin_page();
        return;
    }
    visitor_.begins(Stage::portal);
    settings_.portal_api.empty() ? begin_empty_page() : ask_portal_api();
}

/// As a phone does, which asks what its lease names before it tries a page.
void Browse::ask_portal_api() {
    fetch_->fetch({.url = settings_.portal_api,
                   .body_type = std::string(probe::captive_portal_type),
                   .timeout = patience_of_a_page},
                  [this](const Page& page) {
                      const bool says = page && !page->failure && page->has_body_type;
                      const auto portal = says ? probe::parse_captive_portal(page->body) : std::nullopt;
                      // One that does not work, and one that says that the way is open, leave it to the page.
                      portal && portal->captive ? is_captive() : begin_empty_page();
                  });
}

void Browse::begin_empty_page() {
    if (settings_.portal_url.empty()) {
        visitor_.succeeds();
        begin_page();
        return;
    }
    portal_begun_ = clock_.now().mono;
    portal_.emplace(settings_.portal_url);
    ask_portal();
}

void Browse::ask_portal() {
    const auto left = portal_begun_ + patience_of_portal - clock_.now().mono;
    fetch_->fetch({.url = portal_->url(),
                   .body_type = std::string(probe::captive_portal_type),
                   .timeout = std::clamp(left, Milliseconds{1}, patience_of_a_page)},
                  [this](const Page& page) {
                      if (!page || page->failure) {
                          portal_->failed(page ? state_of(*page) : page.error(), "");
                      } else {
                          portal_->received({.status = page->status,
                                             .location = page->location,
                                             .body_bytes = page->body_bytes,
                                             .api = page->has_body_type ? std::optional(page->body) : std::nullopt},
                                            page->took);
                      }
                      portal_->outcome() ? judge_portal(*portal_->outcome()) : ask_portal();
                  });
}

void Browse::judge_portal(const probe::Outcome& outcome) {
    const bool captive = outcome.captive.value_or(false);
    if (captive && (outcome.state == State::answered || !settings_.portal_is_good)) {
        is_captive();
    } else if (outcome.state != State::answered) {
        visitor_.fails(probe::word(outcome.state));
    } else {
        visitor_.succeeds();
        begin_page();
    }
}

void Browse::is_captive() {
    if (!settings_.portal_is_good) {
        visitor_.fails("captive");
        return;
    }
    visitor_.succeeds();
    visitor_.is_done(std::nullopt);  // what is behind the portal is for those who come through it
}

void Browse::begin_page() {
    visitor_.begins(Stage::page);
    fetch_->fetch({.url = settings_.page_url, .timeout = patience_of_a_page}, [this](const Page& page) {
        if (judge_page(page, first_error)) {
            settings_.download_url.empty() ? visitor_.is_done(std::nullopt) : begin_download();
        }
    });
}

void Browse::begin_download() {
    visitor_.begins(Stage::download);
    fetch_->fetch(
        {.url = settings_.download_url, .download = settings_.download_bytes, .timeout = patience_of_download},
        [this](const Page& page) {
            if (judge_page(page, first_redirect)) {
                const std::chrono::duration<double> took = page->took + page->body_took;
                visitor_.is_done(static_cast<double>(page->downloaded) / took.count());
            }
        });
}

/// Ends the stage; whether well.
bool Browse::judge_page(const Page& page, unsigned first_bad) {
    if (!page) {
        visitor_.fails(probe::word(page.error()));
    } else if (page->failure) {
        visitor_.fails(probe::word(state_of(*page)));
    } else if (page->status >= first_bad) {
        visitor_.fails(probe::word(State::failed));
    } else {
        visitor_.succeeds();
        return true;
    }
    return false;
}

}  // namespace magpie::agent::citizen
