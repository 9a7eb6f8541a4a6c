#include <utility>

#include "agent/citizen/browse.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "platform/clock/clock.hpp"

namespace magpie::agent::citizen {
namespace {

using boost::asio::ip::tcp;

constexpr int all_pages = 8;

std::string page(std::string_view status, std::string_view type = "text/html", std::string_view body = "") {
    return fmt::format("HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", status,
                       type, body.size(), body);
}

/// A network with one server in it, which knows some pages by their paths; who asks for another is hung up on.
class BrowseTest : public testing::Test {
  protected:
    BrowseTest() { accept(); }

    [[nodiscard]] std::string url(std::string_view path) const {
        return fmt::format("http://127.0.0.1:{}{}", acceptor_.local_endpoint().port(), path);
    }

    /// The words of the visit, in their order.
    std::vector<std::string> browse(Browse::Settings settings) {
        std::vector<files::File> pages;
        for (int i = 0; i < all_pages; ++i) {
            pages.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        }
        std::vector<std::string> words;
        bool is_over = false;
        Browse browse(clock_, std::move(settings),
                      std::make_unique<PageFetch>(loop_, clock_, std::vector<files::File>(), std::move(pages),
                                                  std::vector<PageFetch::Address>()),
                      {.begins = [&](Stage stage) { words.emplace_back(word(stage)); },
                       .succeeds = [&] { words.emplace_back("success"); },
                       .fails =
                           [&](std::string_view outcome) {
                               words.emplace_back(outcome);
                               is_over = true;
                           },
                       .is_done =
                           [&](std::optional<double>) {
                               words.emplace_back("done");
                               is_over = true;
                           }});
        browse.begin();
        while (!is_over && loop_.run_one() > 0) {
        }
        return words;
    }

    std::map<std::string, std::string> pages_;
    std::vector<std::string> asked_;

  private:
    void accept() {
        acceptor_.async_accept([this](boost::system::error_code problem, tcp::socket socket) {
            if (problem) {
                return;
            }
            auto visitor = std::make_shared<tcp::socket>(std::move(socket));
            auto request = std::make_shared<std::string>();
            boost::asio::async_read_until(*visitor, boost::asio::dynamic_buffer(*request), "\r\n\r\n",
                                          [this, visitor, request](boost::system::error_code bad, std::size_t) {
                                              if (!bad) {
                                                  answer(*visitor, *request);
                                              }
                                          });
            accept();
        });
    }

    void answer(tcp::socket& visitor, const std::string& request) {
        const auto path = request.substr(4, request.find(' ', 4) - 4);
        asked_.push_back(path);
        boost::system::error_code gone;
        if (const auto known = pages_.find(path); known != pages_.end()) {
            boost::asio::write(visitor, boost::asio::buffer(known->second), gone);
        }
    }

    platform::SystemClock clock_;
    boost::asio::io_context loop_;
    tcp::acceptor acceptor_{loop_, {boost::asio::ip::address_v4::loopback(), 0}};
};

constexpr std::string_view api_type = "application/captive+json";
using Words = std::vector<std::string>;

TEST_F(BrowseTest, WithoutAPortalAPageIsLookedAt) {
    pages_["/page"] = page("200 OK");
    EXPECT_EQ(browse({.page_url = url("/page")}), (Words{"page", "success", "done"}));
}

TEST_F(BrowseTest, APortalIsInTheWayOfThePageThatShouldBeEmpty) {
    pages_["/204"] = page("302 Found\r\nLocation: /login");
    pages_["/login"] = page("200 OK");
    EXPECT_EQ(browse({.portal_url = url("/204"), .page_url = url("/page")}), (Words{"portal", "captive"}));
    EXPECT_EQ(browse({.portal_is_good = true, .portal_url = url("/204"), .page_url = url("/page")}),
              (Words{"portal", "success", "done"}));
}

TEST_F(BrowseTest, ThePortalOfTheLeaseIsAskedFirst) {
    pages_["/api"] = page("200 OK", api_type, R"({"captive":true})");
    pages_["/204"] = page("204 No Content");
    Browse::Settings settings{.portal_api = url("/api"), .portal_url = url("/204"), .page_url = url("/page")};
    EXPECT_EQ(browse(settings), (Words{"portal", "captive"}));
    settings.portal_is_good = true;
    EXPECT_EQ(browse(settings), (Words{"portal", "success", "done"}));
    EXPECT_EQ(asked_, (Words{"/api", "/api"}));
}

TEST_F(BrowseTest, AnOpenWayByTheApiMustBeOneByThePage) {
    pages_["/api"] = page("200 OK", api_type, R"({"captive":false})");
    pages_["/204"] = page("302 Found\r\nLocation: /login");
    pages_["/login"] = page("200 OK");
    pages_["/page"] = page("200 OK");
    EXPECT_EQ(browse({.portal_api = url("/api"), .portal_url = url("/204"), .page_url = url("/page")}),
              (Words{"portal", "captive"}));
    EXPECT_EQ(browse({.portal_api = url("/api"), .page_url = url("/page")}),
              (Words{"portal", "success", "page", "success", "done"}));
}

TEST_F(BrowseTest, AnApiThatDoesNotWorkSaysNothing) {
    pages_["/204"] = page("204 No Content");
    pages_["/page"] = page("200 OK");
    pages_["/html"] = page("200 OK", "text/html", R"({"captive":true})");
    pages_["/broken"] = page("200 OK", api_type, R"({"captive":1})");
    for (const auto& api : {url("/hangs-up"), url("/html"), url("/broken"), std::string("https://"),
                            std::string("https://name.without.servers/")}) {
        EXPECT_EQ(browse({.portal_api = api, .portal_url = url("/204"), .page_url = url("/page")}),
                  (Words{"portal", "success", "page", "success", "done"}))
            << api;
    }
}

}  // namespace
}  // namespace magpie::agent::citizen
