#include "collector/access/access.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace magpie::collector {
namespace {

class AccessTest : public testing::Test {
  protected:
    AccessTest() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-access-XXXXXX";
        directory = ::mkdtemp(pattern.data());
    }
    ~AccessTest() override { std::filesystem::remove_all(directory); }
    AccessTest(const AccessTest&) = delete;
    AccessTest& operator=(const AccessTest&) = delete;

    static std::string line(const std::string& scopes, const std::string& token) {
        return written(KnownToken{digest_of(token), parse_scopes(scopes).value(), "name"}) + "\n";
    }
    std::string write(const std::string& text) const {
        std::ofstream(directory / "tokens") << text;
        return directory / "tokens";
    }
    void open(const std::string& text) { access.emplace(std::move(Access::open(write(text), "0.0.0.0", log).value())); }
    http::Response asks(const std::string& path, const std::string& authorization = {}, std::uint8_t from = 1) {
        http::Request request{.method = "GET", .path = path, .query = {}, .headers = {}, .peer = {}};
        request.peer[15] = from;
        if (!authorization.empty()) {
            request.headers["authorization"] = authorization;
        }
        now.mono += Milliseconds{20};
        return access->denies(request, now).value_or(http::Response{});
    }
    unsigned status(const std::string& path, const std::string& authorization = {}, std::uint8_t from = 1) {
        return asks(path, authorization, from).status;
    }
    static std::string header(const http::Response& response, const std::string& name) {
        const auto found = std::ranges::find(response.headers, name, &std::pair<std::string, std::string>::first);
        return found == response.headers.end() ? "none" : found->second;
    }
    [[nodiscard]] std::uint64_t denied(Denial why) const { return access->denied()[static_cast<std::size_t>(why)]; }

    std::filesystem::path directory;
    std::ostringstream said;
    const log::Log log{said, log::Style::journal, log::Level::info};
    std::optional<Access> access;
    Now now{.mono = Monotonic{Milliseconds{1'000'000}}, .wall = {}, .wall_known = false};
};

TEST_F(AccessTest, WithoutTokensAllIsOpen) {
    access.emplace(std::move(Access::open("", "127.0.0.1", log).value()));
    for (const auto* path : {"/", "/metrics", "/api/v1/refused", "/anything"}) {
        EXPECT_EQ(status(path), 200U) << path;
    }
    EXPECT_EQ(status("/metrics", "Bearer whatever"), 200U);
}

TEST_F(AccessTest, SomePagesAreAlwaysOpen) {
    open("");
    for (const auto* path : {"/", "/healthz", "/readyz"}) {
        EXPECT_EQ(status(path), 200U) << path;
        EXPECT_EQ(status(path, "Bearer wrong"), 200U) << path;
    }
}

TEST_F(AccessTest, EachPageHasItsScope) {
    open(line("network", "n") + line("security", "s") + line("network,security", "both"));
    for (const auto* path : {"/metrics", "/metrics/rollup", "/sd", "/api/v1/export", "/api/v1/scans"}) {
        EXPECT_EQ(status(path, "Bearer n"), 200U) << path;
        EXPECT_EQ(status(path, "Bearer s"), 403U) << path;
        EXPECT_EQ(status(path, "Bearer both"), 200U) << path;
        EXPECT_EQ(status(path), 401U) << path;
    }
    EXPECT_EQ(status("/api/v1/refused", "Bearer n"), 403U);
    EXPECT_EQ(status("/api/v1/refused", "Bearer s"), 200U);
    EXPECT_EQ(status("/api/v1/refused", "bearer  both"), 200U);
    EXPECT_EQ(denied(Denial::wrong_scope), 6U);
    EXPECT_EQ(denied(Denial::no_token), 5U);
}

TEST_F(AccessTest, APageNobodyHasThoughtOfIsClosed) {
    open(line("network", "n"));
    EXPECT_EQ(status("/new"), 401U);
    EXPECT_EQ(status("/metrics/", "Bearer n"), 403U);
    EXPECT_EQ(status("", "Bearer n"), 403U);
}

/// A page that is served has been given a scope on purpose: here, or it is for `security`.
TEST_F(AccessTest, EveryPageThatIsServedHasAScope) {
    std::string text;
    for (const auto* const name :
         {"endpoints.cpp", "order_pages.cpp", "block_pages.cpp", "throughput_pages.cpp", "quarantine_pages.cpp"}) {
        std::ifstream file(std::string(MAGPIE_SOURCE_DIR "/collector/exposition/") + name);
        text.append(std::istreambuf_iterator<char>(file), {});
    }
    const std::string before = "request.path == \"";
    std::map<std::string, std::string> scopes;
    for (auto at = text.find(before); at != std::string::npos; at = text.find(before, at)) {
        at += before.size();
        const auto path = text.substr(at, text.find('"', at) - at);
        const auto scope = scope_of("GET", path);
        scopes[path] = scope ? scope_words[static_cast<std::size_t>(*scope)] : "open";
    }
    const std::map<std::string, std::string> meant{{"/", "open"},
                                                   {"/healthz", "open"},
                                                   {"/readyz", "open"},
                                                   {"/metrics", "network"},
                                                   {"/metrics/rollup", "network"},
                                                   {"/sd", "network"},
                                                   {"/api/v1/export", "network"},
                                                   {"/api/v1/scans", "network"},
                                                   {"/api/v1/faults", "network"},
                                                   {"/api/v1/orders", "network"},
                                                   {"/api/v1/orders/nodes", "network"},
                                                   {"/api/v1/audit", "security"},
                                                   {"/api/v1/blocks", "security"},
                                                   {"/api/v1/quarantine", "security"},
                                                   {"/api/v1/refused", "security"}};
    EXPECT_EQ(scopes, meant);
}

TEST_F(AccessTest, ACommandWantsItsScope) {
    open(line("network,security", "reads") + line("command", "does"));
    const auto posts = [&](const std::string& token) {
        http::Request request{.method = "POST", .path = "/api/v1/orders", .query = {}, .headers = {}, .peer = {}};
        request.headers["authorization"] = "Bearer " + token;
        return access->denies(request, now).value_or(http::Response{}).status;
    };
    EXPECT_EQ(posts("reads"), 403U);
    EXPECT_EQ(posts("does"), 200U);
    EXPECT_EQ(posts("nobody's"), 401U);
    EXPECT_EQ(status("/metrics", "Bearer does"), 403U);
    EXPECT_EQ(scope_of("DELETE", "/healthz"), Scope::command);
    EXPECT_EQ(scope_of("GET", "/api/v1/console/poles/mapo/pole-1"), Scope::network);
    EXPECT_EQ(scope_of("PUT", "/api/v1/console/inventory"), Scope::command);
    EXPECT_EQ(scope_of("GET", "/console/assets/app.js"), std::nullopt) << "the page shows nothing without a token";
    EXPECT_EQ(scope_of("POST", "/api/v1/blocks"), Scope::security) << "which changes nothing in the street";
    EXPECT_EQ(scope_of("DELETE", "/api/v1/blocks/1"), Scope::command);
    EXPECT_EQ(scope_of("POST", "/api/v1/throughput"), Scope::command) << "which fills a line";
    EXPECT_EQ(scope_of("DELETE", "/api/v1/quarantine/pole-1"), Scope::command);
    EXPECT_EQ(scope_of("HEAD", "/healthz"), std::nullopt);
}

TEST_F(AccessTest, WithoutTokensOnlyLoopbackIsCommanded) {
    const http::Request post{.method = "POST", .path = "/api/v1/orders", .query = {}, .headers = {}, .peer = {}};
    const http::Request block{.method = "POST", .path = "/api/v1/blocks", .query = {}, .headers = {}, .peer = {}};
    for (const auto* address : {"127.0.0.1", "::1"}) {
        access.emplace(std::move(Access::open("", address, log).value()));
        EXPECT_FALSE(access->denies(post, now)) << address;
        EXPECT_EQ(access->who(post), "loopback");
    }
    for (const auto* address : {"0.0.0.0", "10.0.0.1", "::", "localhost"}) {
        access.emplace(std::move(Access::open("", address, log).value()));
        EXPECT_EQ(access->denies(post, now)->status, 401U) << address;
        EXPECT_EQ(access->denies(block, now)->status, 401U) << address;
        EXPECT_EQ(status("/metrics"), 200U);
    }
}

TEST_F(AccessTest, WhoAsksIsTheNameOfTheToken) {
    open(written(KnownToken{digest_of("t"), parse_scopes("command").value(), "desk-3"}) + "\n");
    http::Request request{.method = "POST", .path = "/api/v1/orders", .query = {}, .headers = {}, .peer = {}};
    request.headers["authorization"] = "Bearer t";
    EXPECT_EQ(access->who(request), "desk-3");
}

TEST_F(AccessTest, TheAnswerSaysWhatIsWanted) {
    open(line("network", "n"));
    EXPECT_EQ(header(asks("/metrics"), "WWW-Authenticate"), "Bearer realm=\"magpie\"");
    EXPECT_EQ(header(asks("/metrics", "Bearer x"), "WWW-Authenticate"),
              "Bearer realm=\"magpie\", error=\"invalid_token\"");
    EXPECT_EQ(header(asks("/api/v1/refused", "Bearer n"), "WWW-Authenticate"),
              "Bearer realm=\"magpie\", error=\"insufficient_scope\"");
    for (const auto* other : {"Basic bjpu", "Bearer", "Bearer ", "Bearer n, Bearer n", "n", "Bearer n n"}) {
        EXPECT_EQ(status("/metrics", other, 7), 401U) << other;
    }
    EXPECT_EQ(denied(Denial::unknown_token), 7U);
}

TEST_F(AccessTest, AfterTenUnknownTokensAPeerHasToWait) {
    open(line("network", "n"));
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(status("/metrics", "Bearer x"), 401U) << i;
    }
    const auto response = asks("/metrics", "Bearer n");
    EXPECT_EQ(response.status, 429U);
    EXPECT_EQ(header(response, "Retry-After"), "6");
    EXPECT_EQ(status("/metrics"), 401U) << "who shows none guesses none";
    EXPECT_EQ(status("/healthz", "Bearer x"), 200U);
    EXPECT_EQ(status("/metrics", "Bearer n", 2), 200U) << "others need not wait";
    now.mono += Milliseconds{6'000};
    EXPECT_EQ(status("/metrics", "Bearer n"), 200U);
    EXPECT_EQ(status("/metrics", "Bearer x"), 401U);
    EXPECT_EQ(status("/metrics", "Bearer n"), 429U);
    now.mono += Milliseconds{60'000};
    EXPECT_EQ(status("/metrics", "Bearer n"), 200U);
    EXPECT_EQ(denied(Denial::too_many_failures), 2U);
}

TEST_F(AccessTest, GoodTokensAreNoFailures) {
    open(line("network", "n"));
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(status("/metrics", "Bearer n"), 200U);
        EXPECT_EQ(status("/api/v1/refused", "Bearer n"), 403U);
    }
}

TEST_F(AccessTest, TooManyRequestsAreTooManyWithoutTokensToo) {
    access.emplace(std::move(Access::open("", "127.0.0.1", log).value()));
    http::Request request{.method = "GET", .path = "/healthz", .query = {}, .headers = {}, .peer = {}};
    for (int i = 0; i < 100; ++i) {
        EXPECT_FALSE(access->denies(request, now)) << i;
    }
    const auto response = access->denies(request, now);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 429U);
    EXPECT_EQ(header(*response, "Retry-After"), "1");
    now.mono += Milliseconds{20};
    EXPECT_FALSE(access->denies(request, now));
    EXPECT_TRUE(access->denies(request, now));
    EXPECT_EQ(denied(Denial::too_many_requests), 2U);
}

TEST_F(AccessTest, TooManyConnectionsAreNotAdmitted) {
    access.emplace(std::move(Access::open("", "127.0.0.1", log).value()));
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(access->admits({}, now)) << i;
    }
    EXPECT_FALSE(access->admits({}, now));
    EXPECT_EQ(status("/metrics"), 200U) << "who is in may ask";
    EXPECT_EQ(denied(Denial::too_many_connections), 1U);
    EXPECT_TRUE(access->admits({}, now));  // 20 ms later
}

TEST_F(AccessTest, ANewFileCountsWithoutARestart) {
    open(line("network", "old"));
    EXPECT_EQ(status("/metrics", "Bearer old"), 200U);
    write("# renewed\n" + line("network", "new"));
    now.mono += files::WatchedFiles::look_every;
    EXPECT_EQ(status("/metrics", "Bearer new"), 200U);
    EXPECT_EQ(status("/metrics", "Bearer old"), 401U);
    EXPECT_EQ(said.str(), "<6>the tokens of the pages were read again tokens=1\n");
}

TEST_F(AccessTest, ABadFileChangesNothingAndIsSaidOnce) {
    open(line("network", "old"));
    EXPECT_EQ(status("/metrics", "Bearer old"), 200U);
    const auto path = write(line("network", "new") + "nonsense\n");
    for (int i = 0; i < 3; ++i) {
        now.mono += files::WatchedFiles::look_every;
        EXPECT_EQ(status("/metrics", "Bearer old"), 200U);
    }
    EXPECT_EQ(said.str(), "<4>the tokens of the pages stay as they were reason=\"the tokens file " + path +
                              " cannot be used: line 2 must begin with scopes: network, security and command, "
                              "those it has, with commas between\"\n");
    std::filesystem::remove(path);
    now.mono += files::WatchedFiles::look_every;
    EXPECT_EQ(status("/metrics", "Bearer old"), 200U);
}

TEST_F(AccessTest, WithoutAGoodFileItDoesNotStart) {
    EXPECT_NE(Access::open(write("x"), "::1", log).error().find("tokens cannot be used: line 1 "), std::string::npos);
    EXPECT_NE(Access::open(directory / "none", "::1", log).error().find("none: No such file"), std::string::npos);
}

}  // namespace
}  // namespace magpie::collector
