#include <utility>

#include "agent/app/page_line.hpp"

#include "agent/app/own_identity.hpp"
#include "agent/app/page_files.hpp"
#include "agent/check/result_json.hpp"
#include "agent/orders/signer_lists.hpp"
#include "agent/page/report.hpp"
#include "platform/files/files.hpp"
#include "platform/tls/signed_page_token.hpp"
#include "platform/tls/x509.hpp"
#include "wire/pole_page/pole_report.hpp"

namespace magpie::agent {

namespace {

/// For an address that no interface has yet: the cable of a laptop is plugged in now and then.
constexpr std::chrono::seconds look_again{5};

/// As a browser writes it; it has no word for the zone of a link-local address.
std::string in_a_url(const std::string& address) {
    return address.find(':') == std::string::npos ? address : "[" + address.substr(0, address.find('%')) + "]";
}

}  // namespace

PageLine::PageLine(boost::asio::io_context& loop, const std::string& config_file, const Config& config,
                   const platform::Clock& clock, const log::Log& log, page::ReportQueue& reports)
    : loop_(loop),
      config_file_(config_file),
      config_(config),
      clock_(clock),
      log_(log),
      reports_(reports),
      kept_(config.check.directory),
      desk_({.area = config.node.area,
             .node = config.node.id,
             .program = "magpie-agent " MAGPIE_VERSION,
             .address = in_a_url(config.page.address),
             .notes_file = config.state_directory + "/page/notes.json"},
            {.begin_check = [this] { return begin_check(); },
             .hand_in = [this](std::string_view report, const Now& now) { return hand_in(report, now); },
             .reports_waiting = [this] { return reports_.size(); },
             .newest_check = [this](const Now& now) { return newest_check(now); }},
            access(), kept_strips(config)),
      retry_(loop) {
    open();
}

void PageLine::open() {
    http::Settings settings{.address = config_.page.address, .port = config_.page.port, .connections = 16};
    settings.takes = page::Desk::takes;
    auto server = http::Server::open(
        loop_, settings, [this](const http::Request& request) { return desk_.answer(request, clock_.now()); });
    if (server) {
        server_ = std::move(*server);
        said_trouble_.clear();
        health_.works();
        log_.info("the pole page is open", {{"address", config_.page.address}, {"port", std::uint64_t{port()}}});
        return;
    }
    if (server.error() != said_trouble_) {
        said_trouble_ = server.error();
        log_.warning("the pole page is not open yet", {{"reason", said_trouble_}});
        health_.down("address");
    }
    retry_.expires_after(look_again);
    retry_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& cancelled) {
        if (!cancelled && !alive.expired()) {
            open();
        }
    });
}

tl::expected<tls::SignedPageToken, tls::PageTokenRefusal> PageLine::read_token(std::string_view text,
                                                                               const Now& now) const {
    // Our own chain has who stands between the city's root and its signers.
    const auto& own = config_.mqtt.tls;
    const auto chain = own.certificate_file.empty() ? tl::expected<std::vector<tls::Certificate>, std::string>()
                                                    : tls::read_certificates(own.certificate_file);
    const auto between = chain && chain->size() > 1 ? tls::pointers(*chain, 1) : std::vector<X509*>();
    return tls::read_signed_page_token(text, between, own.ca_file, now);
}

page::Access PageLine::access() const {
    const auto identity = own_identity(config_, clock_.now()).identity;
    return {{.area = config_.node.area,
             .node = config_.node.id,
             .not_before = identity ? identity->not_before : UtcMs::min()},
            [this](std::string_view text, const Now& now) { return read_token(text, now); },
            [lists = SignerLists(config_.state_directory + "/orders")](const tls::SignedPageToken& token) {
                return lists.is_revoked(token.certificate.get(), token.issuer.get());
            }};
}

bool PageLine::begin_check() {
    check_ = check::begin_program(
        loop_, config_file_, [this](std::string_view line) { desk_.heard(line); },
        [this](bool whole) {
            if (!whole) {
                health_.failed("check");
                log_.warning("a check did not come to its end");
            }
            desk_.ended(whole, clock_.now());
            check_.reset();
        });
    return check_ != nullptr;
}

/// Of the page, of the command line or of the collector: each is kept by the program that has made it.
std::optional<page::CheckRecord::Kept> PageLine::newest_check(const Now& now) const {
    const auto newest = kept_.newest(now.wall);
    if (!newest) {
        return std::nullopt;
    }
    return page::CheckRecord::Kept{
        .result = check::result_json(*newest),
        .begun = newest->begun,
        .lasted = std::chrono::duration_cast<Milliseconds>(std::chrono::duration<double>(newest->seconds))};
}

tl::expected<std::string, std::string> PageLine::hand_in(std::string_view report, const Now& now) {
    const auto files = own_identity(config_, now).files;
    const auto cms = files ? page::sign_report(report, *files)
                           : tl::unexpected(std::string("the node has no certificate to sign it with"));
    const auto id = cms ? reports_.add(*cms) : tl::unexpected(cms.error());
    if (!id) {
        health_.failed("report");
        log_.warning("a report of the pole page is not kept", {{"reason", id.error()}});
        return tl::unexpected(id.error());
    }
    log_.info("a report of the pole page waits for the collector", {{"report", *id}});
    return page::report_file(report, *cms);
}

void PageLine::sample(Readings& readings, const Now& now) {
    if (desk_.sample(readings.all(), now)) {
        if (!files::write_volatile_file(strips_file(config_), desk_.strips().written(), files::for_us_alone)) {
            health_.failed("strips_file");
        }
    }
    desk_.tick(now);
    health_.write(readings);
    for (const auto& [reason, count] : desk_.access().refused()) {
        readings.count<"node_page_refused_total">(static_cast<double>(count), reason);
    }
    readings.set<"node_page_reports">(static_cast<double>(reports_.size()));
}

}  // namespace magpie::agent
