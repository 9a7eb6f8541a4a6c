#include "collector/app/front.hpp"

#include <cstdint>
#include <random>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "collector/app/memory.hpp"
#include "collector/exposition/report_pages.hpp"
#include "platform/tls/signed_order.hpp"

namespace magpie::collector {

namespace {

/// 64 bits of the system's randomness.
std::string fresh_check_id() {
    std::random_device random;
    const auto high = std::uint64_t{random()};
    return fmt::format("{:016x}", high << 32 | std::uint64_t{random()});
}

/// The audit, and of orders a word in the events of the console, whose readers need not know who signed what.
OrderDesk::Memory with_events(OrderDesk::Memory memory, Console& console) {
    memory.audit = [audit = std::move(memory.audit), &console](const AuditRow& row) {
        audit(row);
        if (row.what == "order_taken" || row.what == "order_withdrawn" || row.what == "order_replaced") {
            console.note(row.what, {}, "", {.mono = {}, .wall = row.at, .wall_known = true});
        }
    };
    return memory;
}

}  // namespace

Front::Front(const Config& config, const Shown& shown, const platform::Clock& clock, const log::Log& log, Access access)
    : clock_(clock),
      access_(std::move(access)),
      reports_(shown.collector.reports()),
      certificate_ends_(certificate_files(config), log),
      desk_(
          shown.collector.orders(),
          [file = config.orders_ca_file](std::string_view der, const Now& now) {
              return tls::read_signed_order(der, file, now);
          },
          [&signers = shown.signers](const tls::SignedOrder& order, const Now& now) {
              return signers.standing(order, now);
          },
          with_events(order_memory_in(shown.database), shown.collector.console())),
      order_pages_(desk_, shown.collector.fleet()),
      block_pages_(shown.collector.blocks(),
                   {.active = [&collector = shown.collector] { return collector.active(); },
                    .audit =
                        [this, &log](const std::string& by, const std::string& detail, const Now& now) {
                            desk_.note(by, "block_posted", detail, now);
                            log.info("a block is to be verified", {{"by", by}});
                        }}),
      throughput_pages_(shown.collector.tokens(), shown.collector.fleet(),
                        {.active = [&collector = shown.collector] { return collector.active(); },
                         .audit = [this](const std::string& by, const std::string& detail,
                                         const Now& now) { desk_.note(by, "throughput_asked", detail, now); }}),
      quarantine_pages_(quarantine_of(shown.collector,
                                      [this, &log](const std::string& by, const std::string& detail, const Now& now) {
                                          desk_.note(by, "quarantine_released", detail, now);
                                          log.info("released from quarantine", {{"node", detail}, {"by", by}});
                                      })),
      console_pages_(
          shown.collector.console(), shown.collector.fleet(),
          {.speaks = [&collector = shown.collector] { return collector.active() && collector.session().online(); },
           .stands_by =
               [&collector = shown.collector] {
                   return collector.active() ? std::nullopt : std::optional(collector.other());
               },
           .ask_check = [&collector = shown.collector](const console::PoleName& pole, const std::string& id,
                                                       const Now& now) { collector.ask_check(pole, id, now); },
           .audit = [this](const std::string& by, std::string_view what, const std::string& detail,
                           const Now& now) { desk_.note(by, what, detail, now); },
           .fresh_id = fresh_check_id},
          shown.console.history(), config.console_files),
      endpoints_(page_sources(
          shown.collector, shown.client, shown.database, desk_, clock, [this] { return counts(); },
          config.advertised)) {
    restore_orders(desk_, shown.database, clock.now(), log);
}

tl::expected<std::unique_ptr<Front>, std::string> Front::open(boost::asio::io_context& loop, const Config& config,
                                                              const Shown& shown, const platform::Clock& clock,
                                                              const log::Log& log) {
    auto access = Access::open(config.tokens_file, config.http.address, log);
    if (!access) {
        return tl::unexpected(access.error());
    }
    std::unique_ptr<Front> front(new Front(config, shown, clock, log, std::move(*access)));
    auto settings = config.http;
    settings.admits = [&front = *front](const http::Peer& peer) {
        return front.access_.admits(peer, front.clock_.now());
    };
    settings.takes = [&front = *front](const http::Request& request) { return front.takes(request); };
    if (!config.http_certificate.certificate_file.empty()) {
        auto read = http::ServerCertificate::read(config.http_certificate, log);
        if (!read) {
            return tl::unexpected(read.error());
        }
        front->certificate_ = std::move(*read);
        settings.tls = [&front = *front] { return front.certificate_->for_next(front.clock_.now()); };
    }
    auto server = http::Server::open(loop, settings,
                                     [&front = *front](const http::Request& request) { return front.answer(request); });
    if (!server) {
        return tl::unexpected(server.error());
    }
    front->server_ = std::move(*server);
    log.info("listening", {{"address", config.http.address}, {"port", front->server_->port()}});
    return front;
}

std::optional<std::size_t> Front::takes(const http::Request& request) const {
    auto most = OrderPages::takes(request);
    if (!most) {
        most = BlockPages::takes(request);
    }
    if (!most) {
        most = ThroughputPages::takes(request);
    }
    if (!most) {
        most = QuarantinePages::takes(request);
    }
    if (!most) {
        most = ConsolePages::takes(request);
    }
    // Nobody fills our memory who would be turned away at the end of it; what is short is read, and answered as it is
    // due.
    constexpr std::size_t of_strangers = std::size_t{64} << 10;
    return most && *most > of_strangers && !access_.may(request) ? std::optional(of_strangers) : most;
}

http::Response Front::answer(const http::Request& request) {
    const auto now = clock_.now();
    if (auto denial = access_.denies(request, now)) {
        return std::move(*denial);
    }
    const auto who = access_.who(request);
    auto answer = order_pages_.answer(request, who, now);
    if (!answer) {
        answer = block_pages_.answer(request, who, now);
    }
    if (!answer) {
        answer = throughput_pages_.answer(request, who, now);
    }
    if (!answer) {
        answer = quarantine_pages_.answer(request, who, now);
    }
    if (!answer) {
        answer = report_page(reports_, request);
    }
    if (!answer) {
        answer = console_pages_.answer(request, who, now);
    }
    return answer ? std::move(*answer) : endpoints_.answer(request);
}

WayCounts Front::counts() {
    return {endpoints_.scrapes(), access_.denied(), server_->numbers(), certificate_ends_.at(clock_.now())};
}

}  // namespace magpie::collector
