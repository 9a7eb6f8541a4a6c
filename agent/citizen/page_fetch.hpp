#pragma once

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <tl/expected.hpp>

#include "agent/datagram/query_socket.hpp"
#include "agent/probe/dns_probe.hpp"
#include "agent/probe/outcome.hpp"
#include "agent/probe_line/datagram_run.hpp"
#include "platform/clock/clock.hpp"
#include "platform/files/file.hpp"
#include "platform/http/visit.hpp"

namespace magpie::agent::citizen {

/// Names and pages in a network that is not the pole's: questions go to the name servers of that network and through
/// the sockets that were given for it, never by the pole's own resolver or routes. One at a time. Lives on the loop;
/// owned by the visit; calls nobody once it has ended.
class PageFetch {
  public:
    using Address = boost::asio::ip::address_v4;
    using Found = std::function<void(tl::expected<Address, probe::State>)>;
    using Fetched = std::function<void(tl::expected<http::Visited, probe::State>)>;

    PageFetch(boost::asio::io_context& loop, const platform::Clock& clock, std::vector<files::File> questions,
              std::vector<files::File> pages, std::vector<Address> name_servers)
        : loop_(loop),
          clock_(clock),
          questions_(std::move(questions)),
          pages_(std::move(pages)),
          name_servers_(std::move(name_servers)) {}
    PageFetch(const PageFetch&) = delete;
    PageFetch& operator=(const PageFetch&) = delete;
    ~PageFetch();

    /// The address of a host, asked of one name server after the other, or from within where it is known or is one.
    void find(const std::string& host, Found found);
    struct Wanted {
        std::string url;
        std::string body_type{};
        std::size_t download = 0;
        Milliseconds timeout{10'000};
    };
    /// The error is of the name, or that there are no sockets left; what the page itself comes to is in Visited.
    void fetch(const Wanted& wanted, Fetched fetched);

  private:
    using Query = DatagramRun<probe::DnsProbe, datagram::QuerySocket>;
    void ask(const std::string& host, std::size_t server, Found found);

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    std::vector<files::File> questions_;
    std::vector<files::File> pages_;
    std::vector<Address> name_servers_;
    std::map<std::string, Address> known_;
    std::random_device random_;
    std::shared_ptr<Query> query_;
    std::unique_ptr<http::Visit> visit_;
};

}  // namespace magpie::agent::citizen
