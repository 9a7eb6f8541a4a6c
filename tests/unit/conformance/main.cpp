// One test an id of the Sparkplug 3.0 checklist, and docs/conformance.md from the same table:
//     magpie_unit_conformance --write-docs docs/conformance.md

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include "tests/unit/conformance/rule.hpp"

namespace magpie::conformance {
namespace {

const std::vector<Chapter>& chapters() {
    static const std::vector<Chapter> all{topics(),   delivery(),         edge_session(),
                                          payloads(), host_application(), other_profiles()};
    return all;
}

class RuleTest : public testing::Test {
  public:
    explicit RuleTest(const Rule& rule) : rule_(rule) {}
    void TestBody() override {
        SCOPED_TRACE(std::string(rule_.text));
        rule_.body();
    }

  private:
    const Rule& rule_;
};

std::string test_name(std::string_view id) {
    std::string name = "tck_id_" + std::string(id);
    std::ranges::replace(name, '-', '_');
    return name;
}

void register_rules() {
    for (const auto& chapter : chapters()) {
        for (const auto& rule : chapter.rules) {
            for (const auto id : rule.ids) {
                if (rule.body != nullptr) {
                    testing::RegisterTest("Conformance", test_name(id).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                                          [&rule]() -> testing::Test* { return new RuleTest(rule); });
                }
            }
        }
    }
}

std::string documentation() {
    std::size_t tested = 0;
    std::size_t not_applicable = 0;
    std::ostringstream body;
    for (const auto& chapter : chapters()) {
        body << "\n## " << chapter.title << "\n\nTests: `tests/unit/conformance/" << chapter.file
             << "`.\n\n| ids | rule | |\n|---|---|---|\n";
        for (const auto& rule : chapter.rules) {
            (rule.body != nullptr ? tested : not_applicable) += rule.ids.size();
            body << "| ";
            for (std::size_t i = 0; i < rule.ids.size(); ++i) {
                body << (i == 0 ? "" : "<br>") << '`' << rule.ids[i] << '`';
            }
            body << " | " << rule.text << " | ";
            if (rule.body != nullptr) {
                body << "tested";
            } else {
                body << "not applicable: " << rule.why_not;
            }
            body << " |\n";
        }
    }
    std::ostringstream page;
    page << "# Conformance to Sparkplug B 3.0\n\n"
            "Generated from the tests by `magpie_unit_conformance --write-docs docs/conformance.md`; a test keeps it "
            "up to date. Every id of\n"
            "the specification's checklist (`tck-id-` left out) stands here once: "
         << tested << " are tested, " << not_applicable
         << " do not apply. The test of an id\nbears its name: `tck_id_topic_structure` in the suite `Conformance`. "
            "The agent is tested as edge "
            "node, the collector as host\napplication, both over a broker in memory and under virtual time.\n"
         << body.str();
    return page.str();
}

TEST(Checklist, EveryIdIsAccountedForOnce) {
    std::ifstream file(std::string(MAGPIE_GOLDEN_DIR) + "/sparkplug/checklist.txt");
    std::map<std::string, int> wanted;
    for (std::string line; std::getline(file, line);) {
        EXPECT_TRUE(line.starts_with("tck-id-")) << line;
        EXPECT_EQ(++wanted[line], 1) << line << " is twice in the checklist";
    }
    EXPECT_EQ(wanted.size(), 299U);
    for (const auto& chapter : chapters()) {
        for (const auto& rule : chapter.rules) {
            EXPECT_NE(rule.body != nullptr, !rule.why_not.empty()) << rule.text;
            for (const auto id : rule.ids) {
                const auto full = "tck-id-" + std::string(id);
                const auto found = wanted.find(full);
                if (found == wanted.end()) {
                    ADD_FAILURE() << full << " is not in the checklist, or twice in the tests";
                } else {
                    wanted.erase(found);
                }
            }
        }
    }
    for (const auto& [id, count] : wanted) {
        ADD_FAILURE() << id << " has no test and no reason";
    }
}

TEST(Checklist, ThePageIsUpToDate) {
    std::ifstream file(std::string(MAGPIE_SOURCE_DIR) + "/docs/conformance.md");
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    EXPECT_TRUE(page == documentation()) << "run: magpie_unit_conformance --write-docs docs/conformance.md";
}

int write_docs(const std::string& path) {
    std::ofstream file(path);
    file << documentation();
    file.close();
    if (!file) {
        std::cerr << "cannot write " << path << '\n';
        return 1;
    }
    return 0;
}

}  // namespace
}  // namespace magpie::conformance

int main(int argc, char** argv) {
    magpie::conformance::register_rules();
    testing::InitGoogleTest(&argc, argv);
    if (argc == 3 && std::string(argv[1]) == "--write-docs") {
        return magpie::conformance::write_docs(argv[2]);
    }
    return RUN_ALL_TESTS();
}
