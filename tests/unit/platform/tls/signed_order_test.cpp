#include "platform/tls/signed_order.hpp"

#include <gtest/gtest.h>
#include <openssl/cms.h>
#include <openssl/err.h>

#include <chrono>

#include "platform/tls/x509.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::tls {
namespace {

using namespace std::chrono_literals;

class ASignedOrder : public testing::Test {
  protected:
    ASignedOrder() { use(issue(signer, &ca)); }

    void use(const Pair& made, const std::string& behind = {}) {
        pair = made;
        certificate_file = directory.write("signer.crt", pem_of(made.certificate.get()) + behind);
        key_file = directory.write("signer.key", made.key.get());
    }
    [[nodiscard]] std::string made() const {
        const auto der = make_signed_order(order, certificate_file, key_file);
        return der ? *der : der.error();
    }
    /// Signed with what there is, whether or not it may be.
    [[nodiscard]] std::string signed_with(unsigned flags, const std::string& content,
                                          const EVP_MD* digest = nullptr) const {
        const Bio bio(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
        const SignedData data(CMS_sign(nullptr, nullptr, nullptr, bio.get(), flags | CMS_PARTIAL));
        CMS_add1_signer(data.get(), pair.certificate.get(), pair.key.get(), digest, flags);
        CMS_final(data.get(), bio.get(), nullptr, flags);
        return der_of(data.get(), i2d_CMS_ContentInfo);
    }
    [[nodiscard]] OrderRefusal refusal(std::string_view der) const {
        const auto read = read_signed_order(der, ca_file, clock.now());
        EXPECT_EQ(ERR_peek_error(), 0U);
        return read ? OrderRefusal::none : read.error();
    }

    fakes::FakeClock clock;
    UtcMs today = clock.now().wall;
    Directory directory;
    Wanted authority{"Magpie CA", today - 24h * 100, today + 24h * 100, true, ""};
    Wanted signer{"kim", today - 24h, today + 24h, false, "codeSigning"};
    Pair ca = issue(authority);
    std::string ca_file = directory.write("ca.crt", ca.certificate.get());
    Pair pair;
    std::string certificate_file;
    std::string key_file;
    Order order{.number = OrderNumber{12}, .areas = {"mapo"}, .version = "1.3.0", .configuration = "log_level = 1\n"};
};

TEST_F(ASignedOrder, IsReadBackWithWhoSignedIt) {
    const auto read = read_signed_order(made(), ca_file, clock.now());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->order, order);
    EXPECT_EQ(read->signer, "kim");
    EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST_F(ASignedOrder, IsReadWithTheRootAloneBecauseTheChainComesAlong) {
    const Pair issuing = issue({"issuing", today - 24h, today + 24h * 50, true, ""}, &ca);
    use(issue(signer, &issuing));
    EXPECT_EQ(refusal(made()), OrderRefusal::signature) << "nobody knows who issued it";
    use(issue(signer, &issuing), pem_of(issuing.certificate.get()));
    EXPECT_EQ(refusal(made()), OrderRefusal::none);
}

TEST_F(ASignedOrder, OfAnotherCaIsRefused) {
    const Pair other = issue(authority);
    use(issue(signer, &other));
    EXPECT_EQ(refusal(made()), OrderRefusal::signature);
    use(issue(signer, &other), pem_of(other.certificate.get()));
    EXPECT_EQ(refusal(made()), OrderRefusal::signature) << "what comes along is believed by nobody";
    use(issue(signer));
    EXPECT_EQ(refusal(made()), OrderRefusal::signature) << "signed by itself";
}

TEST_F(ASignedOrder, IsNotSignedByANodeOrABrokerOrTheCa) {
    for (const char* usage : {"clientAuth", "serverAuth", ""}) {
        auto other = signer;
        other.usage = usage;
        use(issue(other, &ca));
        EXPECT_EQ(made(), certificate_file + " is not a signer's: no node would believe it") << usage;
        EXPECT_EQ(refusal(signed_with(CMS_BINARY, encode(order))), OrderRefusal::signature) << usage;
    }
    use(ca);
    EXPECT_EQ(refusal(signed_with(CMS_BINARY, encode(order))), OrderRefusal::signature);
}

TEST_F(ASignedOrder, IsWholeAndUntouched) {
    const auto der = made();
    for (std::size_t at = 0; at < der.size(); at += 7) {
        auto tampered = der;
        tampered[at] = static_cast<char>(tampered[at] ^ 1);
        const auto read = read_signed_order(tampered, ca_file, clock.now());
        EXPECT_TRUE(!read || read->order == order) << at;
    }
    auto tampered = der;
    tampered.replace(tampered.find("1.3.0"), 5, "1.3.1");
    EXPECT_EQ(refusal(tampered), OrderRefusal::signature);
    EXPECT_EQ(refusal(der + "x"), OrderRefusal::signature);
    EXPECT_EQ(refusal(der.substr(0, der.size() / 2)), OrderRefusal::signature);
    EXPECT_EQ(refusal(""), OrderRefusal::signature);
    EXPECT_EQ(refusal(std::string(longest_signed_order + 1, 'x')), OrderRefusal::signature);
}

TEST_F(ASignedOrder, HasItsContentAndItsCertificateInside) {
    const auto content = encode(order);
    EXPECT_EQ(refusal(signed_with(CMS_BINARY, content)), OrderRefusal::none);
    EXPECT_EQ(refusal(signed_with(CMS_BINARY | CMS_DETACHED, content)), OrderRefusal::signature);
    EXPECT_EQ(refusal(signed_with(CMS_BINARY | CMS_NOCERTS, content)), OrderRefusal::signature);
    EXPECT_EQ(refusal(signed_with(CMS_BINARY | CMS_NOATTR, content)), OrderRefusal::signature);
    EXPECT_EQ(refusal(signed_with(CMS_BINARY, content, EVP_sha1())), OrderRefusal::signature);
}

TEST_F(ASignedOrder, OfASignerWhoseTimeIsOverIsRefusedByWhoKnowsTheTime) {
    const auto der = made();
    clock.advance(25h);
    EXPECT_EQ(refusal(der), OrderRefusal::signature);
    clock.wall_is_lost();
    EXPECT_EQ(refusal(der), OrderRefusal::none);
}

TEST_F(ASignedOrder, IsAnOrder) {
    EXPECT_EQ(refusal(signed_with(CMS_BINARY, "hello")), OrderRefusal::format);
    order.number = OrderNumber{};
    EXPECT_EQ(made(), "the order is too large, or contradicts itself");
    EXPECT_EQ(refusal(signed_with(CMS_BINARY, encode(order))), OrderRefusal::format);
}

TEST_F(ASignedOrder, NeedsACaAndWhatSigns) {
    const auto der = made();
    ca_file = directory.file("none");
    EXPECT_EQ(refusal(der), OrderRefusal::signature);
    key_file = directory.write("other.key", Pair().key.get());
    EXPECT_EQ(made(), "the key " + key_file + " does not belong to the certificate " + certificate_file);
}

TEST_F(ASignedOrder, CanBeToldWithoutBeingBelieved) {
    const Pair other = issue(authority);
    use(issue(signer, &other));
    EXPECT_EQ(unverified_order(made()), order);
    EXPECT_EQ(unverified_order("hello"), std::nullopt);
    EXPECT_EQ(unverified_order(signed_with(CMS_BINARY, "hello")), std::nullopt);
}

}  // namespace
}  // namespace magpie::tls
